import { open, rename, rm, stat } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'

const BUSY_TIMEOUT_MS = 5_000

/**
 * Writes what is committed at one moment into a new file, while others read and write; gives its size in bytes. The file
 * has its name only once it is whole and on the disk.
 */
export async function backUpSqlite(source: string, target: string): Promise<number> {
  const aside = `${target}.part`
  await rm(aside, { force: true })
  const database = new DatabaseSync(source, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  try {
    database.prepare('VACUUM INTO ?').run(aside)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  } finally {
    database.close()
  }
  await using file = await open(aside, 'r+')
  // It holds the keys.
  await file.chmod(0o600)
  await file.sync()
  await rename(aside, target)
  return (await stat(target)).size
}
