import type { Action } from './actions.ts'

/**
 * Actions of the vendor's access policies that have no meaning here, from its tables of actions and its SDKs. A deny
 * of one is accepted, since there is nothing to deny.
 */
export const ABSENT_ACTIONS: readonly string[] = [
  ...named('cos', [
    // objects
    'AppendObject GetObjectACL PutObjectACL GetObjectTagging PutObjectTagging DeleteObjectTagging',
    'GetObjectRetention PutObjectRetention OptionsObject PostObjectRestore RestoreObject',
    // buckets
    'GetBucketACL PutBucketACL GetBucketAccelerate PutBucketAccelerate',
    'GetBucketAccessMonitor PutBucketAccessMonitor GetBucketBandwidthQuota',
    'GetBucketCORS PutBucketCORS DeleteBucketCORS GetBucketDomain PutBucketDomain DeleteBucketDomain',
    'GetBucketDomainCertificate PutBucketDomainCertificate DeleteBucketDomainCertificate',
    'GetBucketEncryption PutBucketEncryption DeleteBucketEncryption',
    'GetBucketIntelligentTiering PutBucketIntelligentTiering ListBucketIntelligentTiering',
    'GetBucketInventory PutBucketInventory PostBucketInventory ListBucketInventory DeleteBucketInventory',
    'GetBucketLifecycle PutBucketLifecycle DeleteBucketLifecycle GetBucketLogging PutBucketLogging',
    'GetBucketNotification PutBucketNotification GetBucketObjectVersions',
    'GetBucketObjectLockConfiguration PutBucketObjectLockConfiguration',
    'GetBucketOrigin PutBucketOrigin DeleteBucketOrigin GetBucketPolicy PutBucketPolicy DeleteBucketPolicy',
    'GetBucketReferer PutBucketReferer DeleteBucketReferer',
    'GetBucketReplication PutBucketReplication DeleteBucketReplication',
    'GetBucketTagging PutBucketTagging DeleteBucketTagging GetBucketVersioning PutBucketVersioning',
    'GetBucketWebsite PutBucketWebsite DeleteBucketWebsite',
    // batches of the object store, and vectors
    'CreateJob DescribeJob ListJobs UpdateJobPriority UpdateJobStatus',
    'GetVectorBucket DeleteVectorBucket GetVectorBucketPolicy PutVectorBucketPolicy DeleteVectorBucketPolicy',
    'GetVectorIndex PutVectorIndex ListVectorIndexes DeleteVectorIndex',
    'GetVectors PutVectors ListVectors QueryVectors DeleteVectors',
  ]),
  ...named('ci', [
    // the service of a bucket
    'CreateCIBucket DeleteCIBucket DescribeCIBuckets SetDomain DescribeDomain SetCDNAccelerate',
    'DescribeCDNAccelerate Set4XXResponse Describe4XXResponse SetRefer DescribeRefer SetOriginProtect',
    'DescribeOriginProtect',
    // pictures
    'SetImageGuetzli DescribeImageGuetzli SetImageAdvancedCompression DescribeImageAdvancedCompression',
    'SetImageBlindWatermark DescribeImageBlindWatermark SetImageStyleSeparator DescribeImageStyleSeparator',
    'SetImageStyle DescribeImageStyles SetHDRImageProcess DescribeHDRImageProcess',
    'AddImage DeleteImage SearchImage CreateImageSearchBucket',
    // moderation
    'SetAuditingPicture SetAuditingVideo SetAuditingAudio SetAuditingText SetAuditingDocument',
    'CreateAuditingJobs CreateAuditingPictureJob CreateAuditingTextJob CreateAuditingAudioJob',
    'CreateAuditingWebpageJob CreateAuditingDocumentJob CreateAuditingVirusJob CreateAuditingExistTask',
    'CancelAuditingExistTask CancelAuditingJobs CreateRiskLibText CreateRiskLibImage DeleteRiskLibText',
    'DeleteRiskLibImage DescribeRiskLibText DescribeRiskLibImage AddRiskListContent',
    'DescribeAuditingJobs DescribeAuditingVideo DescribeAuditingAudio DescribeAuditingPicture',
    'DescribeAuditingText DescribeAuditingDocument DescribeAuditingCallback DescribeAuditingBlockRule',
    'DescribeAuditingPictureFiles DescribeAuditingVideoFiles DescribeAuditingAudioFiles',
    'DescribeAuditingTextFiles DescribeAuditingDocumentFiles DescribeAuditingExistTasks',
    'DescribeAuditingTextJob DescribeAuditingAudioJob DescribeAuditingDocumentJob',
    'DescribeAuditingWebpageJob DescribeAuditingVirusJob',
    // recognition
    'CreateDetectQRcodeJob CreateDetectLabelJob CreateFaceEffectJob CreateGetActionSequenceJob',
    'CreateGetLiveCodeJob CreateLivenessRecognitionJob CreateIDCardOCRJob CreateQRcodeGenerateJob',
    'CreatePetDetectJob CreateContentAnalysisJob CreateBodyJointsDetectJob CreateOCRJob',
    'CreateLicensePlateJob CreateDetectFaceJob CreateAssessQualityJob CreateAiRecognitionJob',
    'CreateEnhanceImageJob CancelDatasetExport',
    // media
    'GetPrivateM3U8 ModifyM3U8Token AddMediaQueue UpdateSpeedTranscodingProcessQueue',
    'DescribeSpeedTranscodingProcessQueues CreateSpeedTranscodingProcessQueues',
  ]),
  ...named('cam', ['PassRole']),
  ...named('sts', ['AssumeRole GetFederationToken']),
]

/** Each has names of its own for what all kinds of jobs have here under those of media jobs. */
const FAMILIES = ['PicProcess', 'DocProcess', 'FileProcess', 'AiProcess', 'Asr']

/** The vendor's names of actions that have another name here: a deny of one would have no effect. */
export const OTHER_NAMES: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['cos:PutObjectCopy', 'cos:PutObject'],
  ['cos:UploadPartCopy', 'cos:PutObject'],
  ['cos:DeleteMultipleObject', 'cos:DeleteMultipleObjects'],
  ['ci:GenerateSnapshot', 'cos:GetObject'],
  ['ci:GenerateMediaInfo', 'cos:GetObject'],
  ['ci:CreateMediaWorkflow', 'ci:CreateWorkflow'],
  ['ci:UpdateMediaWorkflow', 'ci:UpdateWorkflow'],
  ['ci:DeleteMediaWorkflow', 'ci:DeleteWorkflow'],
  ['ci:DescribeMediaWorkflows', 'ci:DescribeWorkflow'],
  ['ci:DescribeMediaWorkflowExecutions', 'ci:DescribeWorkflowExecutions'],
  ['ci:TriggerMediaWorkflow', 'ci:TriggerWorkflow'],
  ...FAMILIES.flatMap(namesOfFamily),
])

function namesOfFamily(family: string): readonly (readonly [string, Action])[] {
  return [
    [`ci:Create${family}Jobs`, 'ci:CreateMediaJobs'],
    [`ci:Cancel${family}Job`, 'ci:CancelMediaJob'],
    [`ci:Describe${family}Job`, 'ci:DescribeMediaJob'],
    [`ci:Describe${family}Jobs`, 'ci:DescribeMediaJobs'],
    [`ci:Describe${family}Queues`, 'ci:DescribeMediaQueues'],
    [`ci:Update${family}Queue`, 'ci:UpdateMediaQueue'],
    [`ci:Create${family}Bucket`, 'ci:CreateMediaBucket'],
    [`ci:Delete${family}Bucket`, 'ci:DeleteMediaBucket'],
    [`ci:Describe${family}Bucket`, 'ci:DescribeMediaBuckets'],
    [`ci:Describe${family}Buckets`, 'ci:DescribeMediaBuckets'],
  ]
}

function named(service: string, lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(' ')).map((name) => `${service}:${name}`)
}
