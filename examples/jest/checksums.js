const COS = require('cos-nodejs-sdk-v5')

/** Code as it runs against the cloud: it uploads a file and has its checksum calculated. */
class Checksums {
  constructor({ bucket, region, callback, ...sdkOptions }) {
    this.where = { Bucket: bucket, Region: region }
    this.callback = callback
    this.cos = new COS(sdkOptions)
  }

  /** Submits the job; returns its id. */
  async request(key, bytes) {
    const { Bucket, Region } = this.where
    await this.cos.putObject({ ...this.where, Key: key, Body: bytes })
    const { Response } = await this.cos.request({
      ...this.where,
      Method: 'POST',
      Key: 'jobs',
      Url: `http://${Bucket}.ci.${Region}.myqcloud.com/jobs`,
      ContentType: 'application/xml',
      Body: COS.util.json2xml({
        Request: {
          Tag: 'FileHashCode',
          Input: { Object: key },
          Operation: { FileHashCodeConfig: { Type: 'SHA256' } },
          CallBack: this.callback,
        },
      }),
    })
    return Response.JobsDetail.JobId
  }
}

module.exports = { Checksums }
