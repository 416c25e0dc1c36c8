import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const PACKAGE_FILES = '#dtln'

/** What is used of the package's build of TensorFlow Lite (an Emscripten module; no types come with it). */
interface TfliteModule {
  readonly HEAPU8: Uint8Array
  _malloc(bytes: number): number
  readonly TFLiteWebModelRunner: {
    CreateFromBufferAndOptions(at: number, bytes: number, options: object): RunnerOrError
  }
}

interface RunnerOrError {
  ok(): boolean
  errorMessage(): string
  value(): Runner
}

interface Runner {
  GetInputs(): TensorList
  GetOutputs(): TensorList
  Infer(): boolean
}

interface TensorList {
  size(): number
  get(index: number): Tensor
}

interface Tensor {
  /** Dimensions joined by commas. */
  readonly shape: string
  /** A view of the module's memory. */
  data(): Float32Array
}

/** A loaded model: tensors are found by their shape, which is unique within each side of a DTLN model. */
export class TfliteModel {
  readonly #runner: Runner
  readonly #inputs: ReadonlyMap<string, Tensor>
  readonly #outputs: ReadonlyMap<string, Tensor>

  constructor(runner: Runner) {
    this.#runner = runner
    this.#inputs = byShape(runner.GetInputs())
    this.#outputs = byShape(runner.GetOutputs())
  }

  /** The memory view of an input. It goes stale when the module's memory grows: its length is 0 then. */
  input(shape: string): Float32Array {
    return tensorOf(this.#inputs, shape)
  }

  output(shape: string): Float32Array {
    return tensorOf(this.#outputs, shape)
  }

  infer(): void {
    if (!this.#runner.Infer()) throw new Error('TensorFlow Lite could not run the model')
  }
}

/** Loads models of the package into one TensorFlow Lite module. */
export async function loadTfliteModels(names: readonly string[]): Promise<TfliteModel[]> {
  const require = createRequire(import.meta.url)
  const script = require.resolve(`${PACKAGE_FILES}/tflite_web_api_cc_simd.js`)
  const folder = join(script, '..')
  const factory: unknown = require(script)
  if (!isFactory(factory)) throw new Error('the DTLN package does not hold what was expected')
  const module = await factory({
    // Passed in, so that the loader, written for browsers, fetches nothing.
    wasmBinary: readFileSync(join(folder, 'tflite_web_api_cc_simd.wasm')),
    print: ignore,
    printErr: ignore,
  })
  return names.map((name) => new TfliteModel(createRunner(module, readFileSync(join(folder, name)))))
}

function createRunner(module: TfliteModule, model: Buffer): Runner {
  // TensorFlow Lite reads the weights from this copy for as long as the process lives.
  const at = module._malloc(model.length)
  module.HEAPU8.set(model, at)
  const made = module.TFLiteWebModelRunner.CreateFromBufferAndOptions(at, model.length, {
    // Every option has to be there: the binding rejects an object that lacks one.
    numThreads: 1,
    enableWebNNDelegate: false,
    webNNDeviceType: 0,
    enableProfiling: false,
    maxProfilingBufferEntries: 1_024,
  })
  if (!made.ok()) throw new Error(`TensorFlow Lite rejected a model: ${made.errorMessage()}`)
  return made.value()
}

function byShape(tensors: TensorList): ReadonlyMap<string, Tensor> {
  const found = Array.from({ length: tensors.size() }, (_, index) => tensors.get(index))
  return new Map(found.map((tensor) => [tensor.shape, tensor]))
}

function tensorOf(tensors: ReadonlyMap<string, Tensor>, shape: string): Float32Array {
  const tensor = tensors.get(shape)
  if (!tensor) throw new Error(`the model has no tensor of shape ${shape}`)
  return tensor.data()
}

function isFactory(value: unknown): value is (options: object) => Promise<TfliteModule> {
  return typeof value === 'function'
}

function ignore(): void {
  // Its chatter about delegates would fill the child's error output.
}
