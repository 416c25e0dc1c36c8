export const BUCKET = 'media-1250000000'
export const REGION = 'ap-guangzhou'
export const SECRET_ID = 'AKIDfortestsanddemos0000000000000001'
export const SECRET_KEY = 'a-key-for-tests-and-demos-only'
