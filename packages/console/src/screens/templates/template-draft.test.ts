import { expect, test } from 'vitest'
import type { TagDescription } from '../../forms/tag-parameters.ts'
import { readTemplate, templateTag, writeTemplate } from './template-draft.ts'

const head = { required: false, description: '' }
const tag = (name: string, templateForm: 'flat' | 'block'): TagDescription => ({
  ...{ tag: name, input: 'required', hasTemplates: true, templateForm, isNode: true },
  parameters: [
    { kind: 'group', name, ...head },
    { kind: 'group', name: `${name}.Video`, ...head },
    { kind: 'text', name: `${name}.Video.Width`, ...head },
    { kind: 'group', name: 'RemoveWatermark', ...head },
    { kind: 'text', name: 'RemoveWatermark.Dx', ...head },
  ],
})

test.each([
  ['flat', { Tag: 'T', Name: 'n', Video: { Width: '640', Other: '1' }, More: '2' }],
  ['block', { Tag: 'T', Name: 'n', T: { Video: { Width: '640', Other: '1' }, More: '2' } }],
] as const)('the parameters of a %s template are read, and what no form shows stays', (form, request) => {
  const one = tag('T', form)
  expect(readTemplate(one, request)).toEqual({ 'T.Video.Width': '640' })
  expect(writeTemplate(one, request, readTemplate(one, request))).toEqual(request)
  const written = JSON.stringify(writeTemplate(one, request, { 'T.Video.Width': '320' }))
  expect(written).toBe(JSON.stringify(request).replace('640', '320'))
})

test('what a job has beside its element is no part of a template', () => {
  expect(templateTag(tag('T', 'flat')).parameters.map(({ name }) => name)).not.toContain('RemoveWatermark')
})
