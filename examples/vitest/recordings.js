import COS from 'cos-nodejs-sdk-v5'

/** Code as it runs against the cloud: it knows nothing of Lemnis. */
export class Recordings {
  constructor({ bucket, region, callback, ...sdkOptions }) {
    this.where = { Bucket: bucket, Region: region }
    this.callback = callback
    this.cos = new COS(sdkOptions)
  }

  async upload(key, bytes) {
    await this.cos.putObject({ ...this.where, Key: key, Body: bytes })
  }

  /** Submits the job; returns its id. */
  async clean(key, output) {
    const { Bucket, Region } = this.where
    const { Response } = await this.cos.request({
      ...this.where,
      Method: 'POST',
      Key: 'jobs',
      Url: `http://${Bucket}.ci.${Region}.myqcloud.com/jobs`,
      ContentType: 'application/xml',
      Body: COS.util.json2xml({
        Request: {
          Tag: 'NoiseReduction',
          Input: { Object: key },
          Operation: { Output: { Bucket, Region, Object: output } },
          CallBack: this.callback,
        },
      }),
    })
    return Response.JobsDetail.JobId
  }

  async download(key) {
    const { Body } = await this.cos.getObject({ ...this.where, Key: key })
    return Body
  }
}
