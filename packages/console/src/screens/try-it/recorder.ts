/** A recording from the microphone that goes on until it is stopped. */
export interface Recording {
  stop(): Promise<File>
}

/** Asks for the microphone. Rejects when the person or the browser refuses it. */
export async function startRecording(): Promise<Recording> {
  // What the browser would clean up is what the job is to show.
  const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
  const stream = await navigator.mediaDevices.getUserMedia({ audio: raw })
  const recorder = new MediaRecorder(stream)
  const parts: Blob[] = []
  recorder.ondataavailable = ({ data }) => parts.push(data)
  recorder.start()
  return {
    stop: () =>
      new Promise((resolve) => {
        recorder.onstop = () => {
          for (const track of stream.getTracks()) track.stop()
          const type = recorder.mimeType.split(';')[0] ?? ''
          const extension = type.endsWith('mp4') ? 'm4a' : 'webm'
          resolve(new File(parts, `recording.${extension}`, { type }))
        }
        recorder.stop()
      }),
  }
}
