import { expect, test } from 'vitest'
import { expandVariables, hasVariable, inputVariables } from './output-variables.ts'

test('variables are replaced in any case, and what has no value stays', () => {
  const values = { ...inputVariables('in/a/talk.tar.gz'), RunId: 'i1', JobId: 'j1' }
  expect(expandVariables('${InputPath}/${inputname}-${RUNID}.${Ext}', values)).toBe('in/a/talk.tar-i1.${Ext}')
  expect(expandVariables('${InputNameAndExt}/${Jobid}/${Number}', values)).toBe('talk.tar.gz/j1/${Number}')
  expect(expandVariables('{Ext}/$InputName/${Nothing}', values)).toBe('{Ext}/$InputName/${Nothing}')
})

test('a key without a directory has an empty path, and one without a dot is all name', () => {
  expect(inputVariables('talk')).toEqual({ InputPath: '', InputName: 'talk', InputNameAndExt: 'talk' })
})

test('a value is not read again', () => {
  expect(expandVariables('${InputName}', { InputName: '${RunId}', RunId: 'i1' })).toBe('${RunId}')
})

test('a variable is found whatever its case', () => {
  expect(hasVariable('out/${number}.jpg', 'Number')).toBe(true)
  expect(hasVariable('out/{Number}.jpg', 'Number')).toBe(false)
})
