import { python } from '../../../../../../tooling/python.ts'

const HELPERS = `
def add_file(tar, name, data):
    info = tarfile.TarInfo(name); info.size = len(data); tar.addfile(info, io.BytesIO(data))
def add_link(tar, name, target):
    info = tarfile.TarInfo(name); info.type = tarfile.SYMTYPE; info.linkname = target; tar.addfile(info)
def add_device(tar, name):
    info = tarfile.TarInfo(name); info.type = tarfile.CHRTYPE; info.devmajor = 1; info.devminor = 3; tar.addfile(info)
class Raw(zipfile.ZipInfo):
    def _encodeFilenameFlags(self): return self.raw, 0
def gbk(zip, name, data):
    info = Raw('raw'); info.raw = name; zip.writestr(info, data)
`

/**
 * Writes what Python's own writers make of `script`, which finds `zip`, or `tar` if there is a mode. Names in a tar are in
 * GBK.
 */
export async function makeArchive(file: string, script: string, mode?: 'w' | 'w:gz'): Promise<string> {
  const open =
    mode === undefined
      ? `zip = zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED)`
      : `tar = tarfile.open(sys.argv[1], '${mode}', format=tarfile.GNU_FORMAT, encoding='gbk')`
  const close = mode === undefined ? 'zip.close()' : 'tar.close()'
  await python(`import sys, io, zipfile, tarfile\n${HELPERS}\n${open}\n${script}\n${close}`, [file])
  return file
}
