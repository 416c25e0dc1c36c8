import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ffmpeg } from '../../../tooling/ffprobe.ts'
import { putObject } from '../samples.ts'
import { REGION, type Stage } from '../stage.ts'

/** What programs and demos expect to find in their bucket, by what it has to be. */
const NAMES = {
  film: '1.mp4 2.mp4 demo.mp4 demo1.mp4 demo2.mp4 media/1.mp4 media/test.mp4 test/1.mp4',
  sound: '1.mp3 demo.mp3 pron.mp3',
  picture: '1.jpg test/1.jpg demo.jpeg 1.png 2.png test.jpg sample.jpg',
  text: '1.txt test.txt demo.txt 1.docx demo.docx 1.pdf',
} as const

/** Longer than any place in a film that a demo names, s. */
const SECONDS = 20

/** Films, sounds, pictures, texts and lists of objects, under every name. */
export async function putSamples(stage: Stage, bucket: string): Promise<void> {
  const { scratch } = stage
  const film = path.join(scratch, 'java.mp4')
  const sound = path.join(scratch, 'java.mp3')
  const picture = path.join(scratch, 'java.jpg')
  const tone = ['-f', 'lavfi', '-i', `sine=d=${SECONDS}`]
  const pictures = ['-f', 'lavfi', '-i', `testsrc=s=320x240:d=${SECONDS}:r=10`]
  // A key frame each second: pieces begin with one.
  const coded = ['-c:v', 'libx264', '-g', '10', '-pix_fmt', 'yuv420p', '-c:a', 'aac']
  await ffmpeg([...pictures, ...tone, '-shortest', ...coded, film])
  await ffmpeg([...tone, sound])
  await ffmpeg([...pictures, '-frames:v', '1', picture])
  const samples = [
    [NAMES.film, await readFile(film)],
    [NAMES.sound, await readFile(sound)],
    [NAMES.picture, await readFile(picture)],
    [NAMES.text, 'text'],
    ['url-list.txt', `https://${bucket}.cos.${REGION}.myqcloud.com/1.mp4\n`],
    ['manifest.json inventory/manifest.json', manifest(bucket)],
    ['inventory/1.csv', `"${bucket}","1.mp4"\n`],
  ] as const
  for (const [names, body] of samples)
    for (const key of names.split(' ')) await putObject(stage, { bucket, key, body })
}

/** Of an inventory of one file. */
function manifest(bucket: string): string {
  const files = [{ key: 'inventory/1.csv', size: '1', MD5checksum: '0' }]
  return JSON.stringify({ sourceBucket: bucket, fileFormat: 'CSV', fileSchema: 'Bucket, Key', files })
}

/** What demos upload; some are written for another system, whose drives are directories here. */
const FILES = ['demo.jpg', 'BlindWatermark.jpg', 'car.jpg', 'test.png', 'E:/test.jpg', 'E:/qrcode.png']

export async function putFiles(directory: string): Promise<void> {
  await mkdir(path.join(directory, 'E:'), { recursive: true })
  for (const name of FILES) await writeFile(path.join(directory, name), 'bytes')
}
