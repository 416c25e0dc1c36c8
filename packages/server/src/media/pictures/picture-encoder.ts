import {
  AV_CODEC_FLAG_QSCALE,
  AV_OPT_SEARCH_CHILDREN,
  AV_OPT_TYPE_STRING,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  FF_ENCODER_LIBWEBP,
  FF_ENCODER_MJPEG,
  FF_ENCODER_PNG,
  FF_QP2LAMBDA,
} from 'node-av/constants'
import { Codec, CodecContext, Packet, Rational } from 'node-av/lib'
import type { Frame } from 'node-av/lib'
import { throwIfFailed, needsMoreInput } from '../ffmpeg.ts'
import type { PixelTarget } from './frame-scaler.ts'
import type { PictureFormat } from './picture-formats.ts'

/** JPEG and WebP have only BT.601's colours: BT.709 would be shown wrong. */
export const ENCODERS = {
  jpg: {
    codec: FF_ENCODER_MJPEG,
    format: AV_PIX_FMT_YUVJ420P,
    target: { pixels: 'yuvj420p', colors: 'out_color_matrix=bt601:out_range=full' },
    options: {},
  },
  png: {
    codec: FF_ENCODER_PNG,
    format: AV_PIX_FMT_RGB24,
    target: { pixels: 'rgb24' },
    options: { pred: 'mixed' },
  },
  webp: {
    codec: FF_ENCODER_LIBWEBP,
    format: AV_PIX_FMT_YUV420P,
    target: { pixels: 'yuv420p', colors: 'out_color_matrix=bt601:out_range=limited' },
    options: { quality: '80' },
  },
} as const satisfies Record<PictureFormat, { readonly target: PixelTarget } & Record<string, unknown>>

/** The best that MPEG's scale of 2 to 31 has. */
const JPEG_QUALITY = 2 * FF_QP2LAMBDA

/** Makes picture files of frames that are all of one size and have the pixels of the format. */
export class PictureEncoder implements Disposable {
  readonly #format: PictureFormat
  readonly #packet = new Packet()
  #codec: CodecContext | undefined
  #pictures = 0n

  constructor(format: PictureFormat) {
    this.#format = format
    this.#packet.alloc()
  }

  /** The bytes of a file, valid until the next one is made. */
  encode(frame: Frame): Buffer {
    const codec = (this.#codec ??= this.#open(frame))
    this.#packet.unref()
    frame.quality = JPEG_QUALITY
    // For an encoder these are frames of a film, whose times must increase.
    frame.pts = this.#pictures++
    throwIfFailed(codec.sendFrameSync(frame), 'encoding a picture')
    const status = codec.receivePacketSync(this.#packet)
    if (needsMoreInput(status)) throw new Error(`the encoder of ${this.#format} keeps a picture back`)
    throwIfFailed(status, 'encoding a picture')
    return this.#packet.data ?? Buffer.alloc(0)
  }

  #open({ width, height }: Frame): CodecContext {
    const { codec: name, format, options } = ENCODERS[this.#format]
    const codec = Codec.findEncoderByName(name)
    if (!codec) throw new Error(`this FFmpeg has no encoder ${name}`)
    const context = new CodecContext()
    context.allocContext3(codec)
    context.width = width
    context.height = height
    context.pixelFormat = format
    context.timeBase = new Rational(1, 1_000)
    context.threadCount = 1
    if (this.#format === 'jpg') {
      context.setFlags(AV_CODEC_FLAG_QSCALE)
      context.globalQuality = JPEG_QUALITY
    }
    // Not as open's own dictionary: the binding frees that a second time.
    for (const [name, value] of Object.entries(options)) {
      throwIfFailed(
        context.setOption(name, value, AV_OPT_TYPE_STRING, AV_OPT_SEARCH_CHILDREN),
        `setting ${name} of an encoder`,
      )
    }
    throwIfFailed(context.open2Sync(codec, null), 'opening the encoder of a picture')
    return context
  }

  [Symbol.dispose](): void {
    this.#packet.free()
    this.#codec?.freeContext()
  }
}
