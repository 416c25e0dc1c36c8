import path from 'node:path'
import { ffmpeg } from '../../tooling/ffprobe.ts'

/** The files that the work is done on, as paths. */
export interface Clips {
  /** 8 s of 1920 × 1080 pixels at 30 Hz, H.264, with a stereo AAC track. */
  readonly film: string
  /** The same for 40 s at 20 Mbit/s: some 100 MB. */
  readonly large: string
  /** Ten minutes of stereo at 44,100 Hz, 16-bit wav. */
  readonly sound: string
  /** 4000 × 3000 pixels, jpg. */
  readonly picture: string
  /** 320 × 80 pixels, png with transparency. */
  readonly logo: string
}

/** Moving shapes under noise, so that neither motion nor detail is for nothing; the same bits each time. */
const SHAPES = 'testsrc2=s=1920x1080:r=30,noise=alls=12:allf=t'
const HUM = 'sine=f=330:r=44100,tremolo=f=3,aformat=channel_layouts=stereo'

/** Makes them with the system's ffmpeg; takes about half a minute. */
export async function makeClips(directory: string): Promise<Clips> {
  const at = (name: string): string => path.join(directory, name)
  const clips = {
    film: at('film.mp4'),
    large: at('large.mp4'),
    sound: at('sound.wav'),
    picture: at('picture.jpg'),
    logo: at('logo.png'),
  }
  const video = (seconds: number): string[] => [
    ...['-f', 'lavfi', '-i', SHAPES, '-f', 'lavfi', '-i', HUM, '-t', String(seconds)],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '60', '-c:a', 'aac'],
  ]
  await ffmpeg([...video(8), '-b:v', '8M', clips.film])
  await ffmpeg([...video(40), '-b:v', '20M', clips.large])
  const noise = 'anoisesrc=r=44100:a=0.1:c=pink:s=1:d=600,aformat=channel_layouts=stereo'
  const mixed = ['-filter_complex', `${HUM}:duration=600[a];${noise}[b];[a][b]amix=duration=shortest`]
  await ffmpeg([...mixed.map((word) => word.replace(':duration=600', '')), '-t', '600', clips.sound])
  await ffmpeg(['-f', 'lavfi', '-i', 'mandelbrot=s=4000x3000', '-frames:v', '1', '-q:v', '2', clips.picture])
  const logo = ['-f', 'lavfi', '-i', 'testsrc=s=320x80:d=1,format=rgba,colorchannelmixer=aa=0.6']
  await ffmpeg([...logo, '-frames:v', '1', clips.logo])
  return clips
}
