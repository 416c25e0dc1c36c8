import { expect, test } from 'vitest'
import type { TagDescription } from '../../forms/tag-parameters.ts'
import { textAt, valuesOf, withText, withValues } from './rerun-request.ts'

const field = { kind: 'text', required: false, description: '' } as const
const tag: TagDescription = {
  tag: 'Transcode',
  input: 'required',
  hasTemplates: true,
  templateForm: 'block',
  isNode: true,
  parameters: [
    { name: 'Transcode', kind: 'group', required: false, description: '' },
    { name: 'Transcode.Video', kind: 'group', required: false, description: '' },
    { ...field, name: 'Transcode.Video.Width' },
    { ...field, name: 'Transcode.Video.Height' },
  ],
}
const request = {
  Tag: 'Transcode',
  Input: { Object: 'in/a.mp4' },
  Operation: { Transcode: { Video: { Width: '640', Fps: '25' } }, UserData: 'mine' },
}

test('the form shows what the request has, and what it does not show stays', () => {
  const before = valuesOf(request, tag)
  expect(before).toEqual({ 'Transcode.Video.Width': '640' })
  expect(withValues(request, before, { 'Transcode.Video.Height': '480' })).toEqual({
    ...request,
    Operation: { Transcode: { Video: { Fps: '25', Height: '480' } }, UserData: 'mine' },
  })
  expect(withValues(request, before, before)).toEqual(request)
})

test('a text is changed, made or left out at its place', () => {
  expect(textAt(request, 'Input.Object')).toBe('in/a.mp4')
  expect(textAt(request, 'Operation.Output.Object')).toBe('')
  expect(withText(request, 'CallBack', 'http://h/')).toEqual({ ...request, CallBack: 'http://h/' })
  expect(withText(request, 'Input.Object', '')).toEqual({ ...request, Input: {} })
})
