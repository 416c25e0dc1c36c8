import { messages } from './messages.ts'

export const variablesMessages = messages({
  en: {
    'variables.title': 'Variables that are replaced in the key',
    'variables.name': 'Variable',
    'variables.value': 'Becomes',
    'variable.InputPath': 'The folder of the input: in/a.mp4 gives in',
    'variable.InputName': 'The name of the input without its extension: in/a.mp4 gives a',
    'variable.InputNameAndExt': 'The name of the input: in/a.mp4 gives a.mp4',
    'variable.Ext': 'The extension of the format that is written',
    'variable.Number': 'The number of the object, from 0, where a job writes several',
    'variable.Time': 'The time of a picture in its film, in ms',
    'variable.JobId': 'The id of the job',
    'variable.RunId': 'The id of the run, in a workflow',
    'variable.InventoryTriggerJobId': 'The id of the batch, in a batch',
  },
  zh: {
    'variables.title': '对象键中会被替换的变量',
    'variables.name': '变量',
    'variables.value': '替换为',
    'variable.InputPath': '输入对象所在目录：in/a.mp4 为 in',
    'variable.InputName': '输入对象名，不含扩展名：in/a.mp4 为 a',
    'variable.InputNameAndExt': '输入对象名：in/a.mp4 为 a.mp4',
    'variable.Ext': '输出格式的扩展名',
    'variable.Number': '对象序号，从 0 开始（输出多个对象时）',
    'variable.Time': '图片在视频中的时间（毫秒）',
    'variable.JobId': '任务 ID',
    'variable.RunId': '执行 ID（用于工作流）',
    'variable.InventoryTriggerJobId': '批量任务 ID（用于批量任务）',
  },
})
