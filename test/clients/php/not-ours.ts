import type { Reason } from '../reason.ts'

const PHP_DEMO = /^php demo$/

/** Of the samples of the PHP SDK. */
export const PHP: readonly Reason[] = [
  {
    group: PHP_DEMO,
    name: /./,
    detail: /^(PUT|DELETE) \/(template|workflow|inventorytriggerjob|\w*_?queue)\/: 405 MethodNotAllowed /,
    why: 'the sample leaves the id empty, to be filled in',
  },
  {
    group: PHP_DEMO,
    name: /./,
    detail: /: 400 InvalidArgument (Container\.Format|Snapshot\.Count|Name|workflowId) is required\.$/,
    why: 'the sample leaves what is required empty, to be filled in',
  },
  {
    group: PHP_DEMO,
    name: /^copy(Object)?\.php$/,
    detail: /InvalidCopySource|<sourcebucket>/i,
    why: 'the sample has placeholders for what it copies',
  },
  {
    group: PHP_DEMO,
    name: /^(CreateWatermarkTemplate|GeneratePlayList|GetHLSPlayKey|PostWatermarkJobs)Demo\.php$/,
    detail: /MalformedUriException: Unable to parse URI: https:\/\/###bucketName###/,
    why: 'the sample has a placeholder for the bucket',
  },
  {
    group: PHP_DEMO,
    name: /./,
    detail:
      /Undefined constant "integer"|Validation errors: \[|No operation found named|undefined method \S+setMode/,
    why: 'the SDK itself does not take what the sample gives it',
  },
  {
    group: PHP_DEMO,
    name: /Process\.php$/,
    detail: /CosException: .*Getobject Key is illegal$/,
    why: 'the SDK itself refuses the key that the sample leaves empty',
  },
  {
    group: PHP_DEMO,
    name: /^sts(_ci)?_demo\.php$/,
    detail: /Class "QCloud\\COSSTS\\Sts" not found/,
    why: 'the sample needs another library of the vendor’s',
  },
  {
    group: PHP_DEMO,
    name: /^createMediaWatermarkTemplate\.php$/,
    detail: /: 403 TemplateNameDuplicate /,
    why: 'the sample gives two templates one name',
  },
]
