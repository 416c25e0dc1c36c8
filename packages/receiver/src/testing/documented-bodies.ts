/** The example of the documentation page of callbacks, formatted as on the page. */
export const pageXml = `<Response>
<EventName>TaskFinish</EventName>
<JobsDetail>
<Code>Success</Code>
<CreationTime>2022-06-30T18:47:18+0800</CreationTime>
<EndTime>2022-06-30T18:47:30+0800</EndTime>
<Input>
<BucketId>test-123456789</BucketId>
<Object>input/demo.mp3</Object>
<Region>ap-chongqing</Region>
</Input>
<JobId>j035aca66f86211ec8a5a87e016101404</JobId>
<Message>SUCCESS</Message>
<Operation>
<Output>
<Bucket>test-123456789</Bucket>
<Object>output/nr.wav</Object>
<Region>ap-chongqing</Region>
</Output>
<UserData>This is my NoiseReduction job.</UserData>
<JobLevel>0</JobLevel>
</Operation>
<QueueId>p2242ab62c7c94486915508540933a2c6</QueueId>
<StartTime>2022-06-30T18:47:20+0800</StartTime>
<State>Success</State>
<Tag>NoiseReduction</Tag>
</JobsDetail>
</Response>`

/** The JSON example of the page, and the value of both examples. */
export const pageCallback = {
  EventName: 'TaskFinish',
  JobsDetail: [
    {
      Code: 'Success',
      CreationTime: '2022-06-30T18:47:18+0800',
      EndTime: '2022-06-30T18:47:30+0800',
      Input: { BucketId: 'test-123456789', Object: 'input/demo.mp3', Region: 'ap-chongqing' },
      JobId: 'j035aca66f86211ec8a5a87e016101404',
      Message: 'SUCCESS',
      Operation: {
        Output: { Bucket: 'test-123456789', Object: 'output/nr.wav', Region: 'ap-chongqing' },
        UserData: 'This is my NoiseReduction job.',
        JobLevel: '0',
      },
      QueueId: 'p2242ab62c7c94486915508540933a2c6',
      StartTime: '2022-06-30T18:47:20+0800',
      State: 'Success',
      Tag: 'NoiseReduction',
    },
  ],
} as const

/** A job that a workflow started: with the headers of the upload and the node of the workflow. */
export const workflowJobXml = pageXml
  .replace(
    '<Object>input/demo.mp3</Object>',
    '<CosHeaders><Key>Size</Key><Value>7</Value></CosHeaders><Object>input/demo.mp3</Object>',
  )
  .replace(
    '</Tag>',
    '</Tag><Workflow><Name>NoiseReduction_1</Name><RunId>i1</RunId><WorkflowId>w1</WorkflowId><WorkflowName>wf</WorkflowName></Workflow>',
  )

export const workflowXml =
  '<Response><EventName>WorkflowFinish</EventName><WorkflowExecution><WorkflowId>w1</WorkflowId>' +
  '<WorkflowName>wf</WorkflowName><RunId>i1</RunId><State>Failed</State><BucketId>media-1250000000</BucketId>' +
  '<Object>in/a.mp4</Object><CreateTime>2024-05-06 10:00:00+0800</CreateTime>' +
  '<CosHeaders><Key>Content-Type</Key><Value>video/mp4</Value></CosHeaders><CosHeaders><Key>x-cos-meta-a</Key><Value/></CosHeaders>' +
  '<Tasks><Type>Transcode</Type><CreateTime>2024-05-06 10:00:01+0800</CreateTime><EndTime>2024-05-06 10:00:30+0800</EndTime>' +
  '<State>Failed</State><JobId>j1</JobId><Name>Transcode_1</Name><TemplateId>t1</TemplateId><TemplateName>720p</TemplateName>' +
  '</Tasks></WorkflowExecution></Response>'

export const workflowJson =
  '{"EventName":"WorkflowFinish","WorkflowExecution":{"WorkflowId":"w1","WorkflowName":"wf","RunId":"i1","State":"Failed",' +
  '"BucketId":"media-1250000000","Object":"in/a.mp4","CreateTime":"2024-05-06 10:00:00+0800",' +
  '"CosHeaders":[{"Key":"Content-Type","Value":"video/mp4"},{"Key":"x-cos-meta-a"}],' +
  '"Tasks":[{"Type":"Transcode","CreateTime":"2024-05-06 10:00:01+0800","EndTime":"2024-05-06 10:00:30+0800",' +
  '"State":"Failed","JobId":"j1","Name":"Transcode_1","TemplateId":"t1","TemplateName":"720p"}]}}'
