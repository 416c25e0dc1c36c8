export const BUCKET = 'media-1250000000'
export const REGION = 'ap-guangzhou'
export const CI_HOST = `${BUCKET}.ci.${REGION}.myqcloud.com`
export const COS_HOST = `${BUCKET}.cos.${REGION}.myqcloud.com`
