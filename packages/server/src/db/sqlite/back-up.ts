import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { asRefused, FileRefusedError, freeSpaceAt, writeAdvice } from '../../base/outages/file-refusals.ts'
import { databaseFault, isBusy } from '../faults.ts'
import { openFile } from './connection.ts'
import { FileOpener } from './open-on-full-disk.ts'
import { refusedFile } from './refused-file.ts'

/**
 * Writes what is committed at one moment into a new file, while others read and write; returns its size in bytes. The file
 * has its name only once it is whole and on the disk. Throws FileRefusedError and DatabaseUnreachableError.
 */
export function backUpSqlite(source: string, target: string): number {
  const aside = `${target}.part`
  makeEmpty(aside, target)
  try {
    copyInto(source, aside)
    sync(aside)
    renameSync(aside, target)
    return statSync(target).size
  } catch (error) {
    rmSync(aside, { force: true })
    throw asRefused(error, {
      what: `The backup ${target} can't be written`,
      place: target,
      advice: writeAdvice,
    })
  }
}

/** It will hold the keys: nobody else may read it, not even while it grows. */
function makeEmpty(aside: string, target: string): void {
  try {
    rmSync(aside, { force: true })
    closeSync(openSync(aside, 'wx', 0o600))
  } catch (error) {
    throw asRefused(error, {
      what: `The backup ${target} can't be written`,
      place: target,
      advice: writeAdvice,
    })
  }
}

function copyInto(source: string, aside: string): void {
  using database = openSource(source)
  try {
    database.prepare('VACUUM INTO ?').run(aside)
  } catch (error) {
    if (databaseFault(error) !== 'full') throw refusedFile(source, error)
    throw new FileRefusedError(
      `The backup can't be written: the disk of ${aside} is full, ${freeSpaceAt(aside)}. Make room, or name a place on another disk.`,
      { cause: error },
    )
  }
}

function openSource(source: string): DatabaseSync {
  try {
    return openToRead(source)
  } catch (error) {
    if (!isBusy(error)) throw refusedFile(source, error)
    throw new FileRefusedError(
      `The database ${source} can't be read now: a service that was started on a full disk has it for itself. Make room on the disk: with what it writes next it lets others read.`,
      { cause: error },
    )
  }
}

function openToRead(source: string): DatabaseSync {
  try {
    return openFile(source, { readOnly: true })
  } catch (error) {
    if (databaseFault(error) !== 'full') throw error
    // Nobody has it open, and to be alone with it takes the right to write.
    return new FileOpener(source).open({ readOnly: false })
  }
}

function sync(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
