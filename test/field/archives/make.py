"""Makes the archives that cases.json describes, beside this file: python3 make.py"""

import gzip
import io
import pathlib
import struct
import tarfile
import zlib

HERE = pathlib.Path(__file__).parent
DOS, UNIX = 0, 3
UTF8, DESCRIBED, ENCRYPTED, STRONG, MASKED = 0x800, 0x8, 0x1, 0x40, 0x2000
STORED, DEFLATE = 0, 8


def keep(name, data):
    (HERE / name).write_bytes(data)


def deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


class Zip:
    """Writes a zip byte by byte, so that it can be as odd as those of the field."""

    def __init__(self, before=b'', counts_before=True):
        self.body, self.directory, self.count = before, b'', 0
        self.uncounted = 0 if counts_before else len(before)

    def add(self, name, data=b'x', host=UNIX, flags=0, method=STORED, mode=0, extra=b'',
            descriptor=None, size=None, zip64=False):
        name = name if isinstance(name, bytes) else name.encode()
        packed = deflate(data) if method == DEFLATE else data
        crc, sizes = zlib.crc32(data), (len(packed), len(data) if size is None else size)
        offset = len(self.body) - self.uncounted
        local = (0, 0, 0) if descriptor else (crc, *sizes)
        flags |= DESCRIBED if descriptor else 0
        self.body += struct.pack('<4s5H3I2H', b'PK\3\4', 20, flags, method, 0, 33, *local, len(name), 0) + name + packed
        if descriptor:
            signature = b'PK\7\x08' if descriptor == 'signed' else b''
            self.body += signature + struct.pack('<3I', crc, *sizes)
        central = (*sizes, offset)
        if zip64:
            extra += struct.pack('<2H3Q', 1, 24, len(data), len(packed), offset)
            central = (0xFFFFFFFF,) * 3
        self.directory += struct.pack('<4s6H3I5H2I', b'PK\1\2', host << 8 | 20, 20, flags, method, 0, 33, crc,
                                      *central[:2], len(name), len(extra), 0, 0, 0, mode << 16, central[2])
        self.directory += name + extra
        self.count += 1
        return self

    def end(self, comment=b'', comment_length=None, disk=0, missing=0, zip64=False):
        start = len(self.body) - self.uncounted
        count, size, offset = self.count + missing, len(self.directory), start
        out = self.body + self.directory
        if zip64:
            at = len(out) - self.uncounted
            out += struct.pack('<4sQ2H2I4Q', b'PK\6\6', 44, 45, 45, 0, 0, count, count, size, offset)
            out += struct.pack('<4sIQI', b'PK\6\7', 0, at, 1)
            count, size, offset = 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF
        length = len(comment) if comment_length is None else comment_length
        return out + struct.pack('<4s4H2IH', b'PK\5\6', disk, disk, count, count, size, offset, length) + comment


def zip_of(*names, **how):
    made = Zip()
    for name in names:
        made.add(name, **how)
    return made.add('ok.txt', b'ok').end()


def tar_entry(name, data=b'x', kind=b'0', **more):
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, len(data)
    for key, value in more.items():
        setattr(info, key, value)
    return info, data


def tar_of(*entries, format=tarfile.GNU_FORMAT, encoding='utf-8', ends=True):
    out = b''
    for info, data in entries:
        out += info.tobuf(format, encoding, 'surrogateescape') + data + bytes(-len(data) % 512)
    return out + (bytes(1024) if ends else b'')


def re_summed(block):
    """A header whose bytes were changed, with the sum that it has then."""
    block = bytearray(block)
    block[148:156] = b' ' * 8
    block[148:156] = b'%06o\0 ' % sum(block)
    return bytes(block)


def names_of_zips():
    keep('names-outside.zip', zip_of('../up.txt', 'a/../../x', '/abs.txt', 'C:/win.txt', 'C:\\win.txt',
                                     '\\\\server\\share\\x', 'a\\..\\..\\x', '..', '...'))
    keep('names-only-outside.zip', Zip().add('../a').add('/b').end())
    keep('names-odd.zip', zip_of('a:b.txt', 'CON', 'NUL.txt', 'dots...', 'space ', 'a/.../b', 'tab\there',
                                 'Case.txt', 'case.TXT', 'same', 'same/inside', './here', 'd//e'))
    keep('names-unusable.zip', zip_of('bell\7', 'n' * 900, '', '.', 'zero\0.exe', b'\xef\xbf\xbf'))
    keep('names-twice.zip', Zip().add('a.txt', b'first').add('a.txt', b'last').add('./a.txt', b'very last').end())
    western = ('Übung.txt', 'résumé.txt', 'Größe/20°.txt')
    keep('names-cp437.zip', zip_of(*[name.encode('cp437') for name in western], host=DOS))
    keep('names-backslash.zip', zip_of('dir\\', 'dir\\a.txt', host=DOS))
    keep('names-cp437-from-unix.zip', zip_of('Übung.txt'.encode('cp437'), host=UNIX))
    keep('names-latin1-from-unix.zip', zip_of('Málaga/été.txt'.encode('latin-1'), host=UNIX))
    # 0xCDBC, the only character of the second name, is valid UTF-8 too.
    chinese = ('文档/说明.txt', '图.txt', '朱镕基.txt', '（一）.txt')
    keep('names-gbk.zip', zip_of(*[name.encode('gbk') for name in chinese], host=DOS))
    keep('names-gbk-traditional.zip', zip_of('國語/說明.txt'.encode('gbk'), host=DOS))
    keep('names-utf8.zip', Zip().add('名字.txt', host=DOS, flags=UTF8).add('é.txt', host=DOS).end())
    plain, text = 'Übung.txt'.encode('cp437'), '练习.txt'.encode()
    field = struct.pack('<2HBI', 0x7075, 5 + len(text), 1, zlib.crc32(plain)) + text
    keep('names-unicode-path.zip', zip_of(plain, host=DOS, extra=field))
    renamed = 'Größe.txt'.encode('cp437')
    keep('names-unicode-path-stale.zip', zip_of(renamed, host=DOS, extra=field))


def frames_of_zips():
    whole = Zip().add('ok.txt', b'ok' * 50, method=DEFLATE)
    keep('end-junk-behind.zip', whole.end() + b'junk behind the end\n' * 9)
    keep('end-zeros-behind.zip', whole.end() + bytes(70_000))
    keep('end-comment-cut.zip', whole.end(comment=b'cut', comment_length=300))
    keep('end-comment-has-signature.zip', whole.end(comment=b'..PK\5\6' + bytes(18) + b'..'))
    program = b'MZ' + bytes(62) + b'a program that unpacks what is behind it' + bytes(900)
    keep('sfx-counted.exe', Zip(program).add('ok.txt', b'ok').end())
    keep('sfx-not-counted.exe', Zip(program, counts_before=False).add('ok.txt', b'ok').end() + b'signature')
    keep('sfx-zip64.exe', Zip(program, counts_before=False).add('ok.txt', b'ok').end(zip64=True))
    inner = Zip().add('inner.txt').end()
    outer = Zip().add('inner.zip', inner).add('other.txt', b'y' * 99).end()
    keep('cut-around-whole.zip', outer[:-100])
    keep('two-in-a-row.zip', Zip().add('first.txt').end() + Zip().add('second.txt').end())
    keep('zip64.zip', Zip().add('ok.txt', b'ok', zip64=True).end(zip64=True))
    keep('streamed.zip', Zip().add('a.txt', b'a' * 99, method=DEFLATE, descriptor='signed')
         .add('b.txt', b'b', descriptor='bare').add('c.txt', b'c').end())
    keep('split-marker-alone.zip', Zip(b'PK00').add('ok.txt', b'ok').end())
    keep('split-first.z01', b'PK\7\x08' + Zip().add('a.txt', b'a' * 99).body)
    keep('split-last.zip', Zip(b'the end of a member').add('ok.txt', b'ok').end(disk=1))
    signed = Zip().add('ok.txt', b'ok')
    signed.directory += b'PK\5\5' + struct.pack('<H', 4) + b'sign'
    keep('directory-signed.zip', signed.end())
    keep('directory-short.zip', Zip().add('a.txt').end(missing=1))
    keep('size-too-small.zip', Zip().add('a.txt', b'a' * 99, method=DEFLATE, size=98).end())
    keep('size-too-large.zip', Zip().add('a.txt', b'a' * 99, method=DEFLATE, size=100).end())
    keep('padded-extra.zip', zip_of('a.txt', extra=b'\xfe\xca\xff\xff\0'))


def kinds_of_members():
    keep('encrypted-zipcrypto.zip', zip_of('secret.txt', flags=ENCRYPTED))
    keep('encrypted-aes.zip', zip_of('secret.txt', flags=ENCRYPTED, method=99))
    keep('encrypted-strong.zip', zip_of('secret.txt', flags=ENCRYPTED | STRONG))
    hidden = Zip().add('secret.txt', flags=ENCRYPTED | STRONG | MASKED)
    hidden.directory = bytes(byte ^ 0x5A for byte in hidden.directory)
    keep('encrypted-directory.zip', hidden.end(zip64=True))
    for name, method in (('deflate64', 9), ('bzip2', 12), ('lzma', 14), ('zstd', 93), ('unknown', 77)):
        keep(f'method-{name}.zip', zip_of('a.txt', method=method))
    keep('link.zip', zip_of('link', mode=0o120777))


def tars():
    one = tar_entry('ok.txt', b'ok')
    keep('junk-behind.tar', tar_of(one) + b'junk' * 300)
    keep('one-zero-block.tar', tar_of(one, ends=False) + bytes(512) + tar_of(tar_entry('behind.txt')))
    keep('no-end.tar', tar_of(one, ends=False))
    keep('no-padding.tar', tar_of(one, ends=False)[:514])
    keep('cut.tar', tar_of(tar_entry('a.txt', b'a' * 2000), ends=False)[:1500])
    keep('junk-instead-of-end.tar', tar_of(one, ends=False) + b'junk' * 300)
    keep('names-gbk.tar', tar_of(tar_entry('文档/说明.txt'), tar_entry('图.txt'), encoding='gbk'))
    keep('names-latin1.tar', tar_of(tar_entry('Größe.txt'), encoding='latin-1'))
    long = 'd' * 120 + '/' + '名' * 60
    keep('names-long-gnu.tar', tar_of(tar_entry(long)))
    keep('names-long-ustar.tar', tar_of(tar_entry('d' * 120 + '/' + 'f' * 90), format=tarfile.USTAR_FORMAT))
    keep('names-long-pax.tar', tar_of(tar_entry(long), format=tarfile.PAX_FORMAT))
    gbk = '文档.txt'.encode('gbk').decode('utf-8', 'surrogateescape')
    keep('names-gbk-pax.tar', tar_of(tar_entry(gbk), format=tarfile.PAX_FORMAT))
    keep('names-outside.tar', tar_of(tar_entry('../up.txt'), tar_entry('/abs.txt'), tar_entry('a:b.txt'), one))
    large, data = tar_entry('large.txt', b'in base 256')
    block = large.tobuf(tarfile.GNU_FORMAT)
    keep('size-base-256.tar', re_summed(block[:124] + b'\x80' + len(data).to_bytes(11, 'big') + block[136:])
         + data + bytes(-len(data) % 512) + bytes(1024))
    sized = tar_entry('a.txt', b'in a record', size=0, pax_headers={'size': '11'})
    keep('size-pax.tar', tar_of(sized, format=tarfile.PAX_FORMAT))
    signed, data = tar_entry('Größe.txt', b'ok')
    block = bytearray(signed.tobuf(tarfile.GNU_FORMAT, 'utf-8'))
    block[148:156] = b' ' * 8
    block[148:156] = b'%06o\0 ' % sum(byte if byte < 128 else byte - 256 for byte in block)
    keep('checksum-signed.tar', bytes(block) + data + bytes(510) + bytes(1024))
    # The sizes are those of what they stand for: no content follows.
    hard, soft = [tar_entry(f'link{kind}', b'', b'%d' % kind, linkname='ok.txt', size=2) for kind in (1, 2)]
    keep('links.tar', tar_of(tar_entry('dir', b'', b'5', size=512), hard, soft, one, tar_entry('null', b'', b'3', devmajor=1, devminor=3)))
    keep('sparse-gnu.tar', sparse_gnu('disk.img', [(at * 4096, 512) for at in range(6)]) + tar_of(one))
    pax = tar_entry('GNUSparseFile.0/disk.img', b'1\n2048\n512\n'.ljust(512, b'\0') + b'x' * 512, pax_headers={
        'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'disk.img', 'GNU.sparse.realsize': '4096'})
    keep('sparse-pax.tar', tar_of(pax, one, format=tarfile.PAX_FORMAT))
    keep('volume-label.tar', tar_of(tar_entry('backup', b'', b'V'), one))
    keep('volume-second.tar', tar_of(tar_entry('film.mp4', b'rest', b'M'), one))
    keep('global-header.tar', with_global_header())


def sparse_gnu(name, parts):
    """Four parts are in the header, the others in a block behind it."""
    fields = [b'%011o\0%011o\0' % part for part in parts]
    size = sum(length for _, length in parts)
    block = bytearray(tar_entry(name, bytes(size), b'S')[0].tobuf(tarfile.GNU_FORMAT))
    block[386:482] = b''.join(fields[:4])
    block[482] = 1
    block[483:495] = b'%011o\0' % (parts[-1][0] + parts[-1][1])
    return re_summed(block) + b''.join(fields[4:]).ljust(512, b'\0') + b'x' * size


def with_global_header():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w', format=tarfile.PAX_FORMAT, pax_headers={'comment': '0123abcd'}) as tar:
        info, data = tar_entry('ok.txt', b'ok')
        tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def gzips():
    tar = tar_of(tar_entry('ok.txt', b'ok'))

    def packed(data):
        return gzip.compress(data, 9, mtime=0)

    keep('members.tar.gz', packed(tar[:700]) + packed(tar[700:]))
    keep('zeros-behind.tar.gz', packed(tar) + bytes(5000))
    keep('junk-behind.tar.gz', packed(tar) + b'junk' * 500)
    keep('cut-in-second-member.tar.gz', packed(tar[:700]) + packed(tar[700:])[:-6])
    wrong = bytearray(packed(tar))
    wrong[-8] ^= 1
    keep('checksum-wrong.tar.gz', bytes(wrong))
    keep('no-tar-in-it.gz', packed(b'name,size\n' * 99))


for make in (names_of_zips, frames_of_zips, kinds_of_members, tars, gzips):
    make()
