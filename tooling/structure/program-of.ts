import path from 'node:path'
import ts from 'typescript'
import { filesOf } from './files-of.ts'

/** The packages as the compiler sees them, without their tests. */
export function programOf(root: string): ts.Program {
  const read = ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file))
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, root)
  const sources = filesOf(root).filter((file) => /^packages\/[^/]+\/src\/.*(?<!\.test)\.ts$/.test(file))
  return ts.createProgram(
    sources.map((file) => path.join(root, file)),
    options,
  )
}
