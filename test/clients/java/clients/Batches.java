package clients;

import static clients.Account.BUCKET;
import static clients.Account.REGION;
import static clients.Check.equal;
import static clients.Check.holds;
import static clients.Check.id;
import static clients.Check.refused;
import static clients.Check.until;

import com.qcloud.cos.COSClient;
import com.qcloud.cos.model.ciModel.job.BatchJobDetail;
import com.qcloud.cos.model.ciModel.job.BatchJobRequest;
import com.qcloud.cos.model.ciModel.queue.MediaQueueObject;
import com.qcloud.cos.model.ciModel.template.MediaSegmentObject;

/** One job, or one run of a workflow, for each object of many. */
public final class Batches {
    private Batches() {}

    public static void ofJobs(COSClient client) throws Exception {
        client.copyObject(BUCKET, "1.mp4", BUCKET, "batch/a.mp4");
        client.copyObject(BUCKET, "1.mp4", BUCKET, "batch/b.mp4");
        BatchJobRequest asked = asked("Job");
        asked.getOperation().setTag("Segment");
        MediaSegmentObject segment = asked.getOperation().getJobParam().getSegment();
        segment.setFormat("mp4");
        segment.setDuration("20");
        asked.getOperation().getOutput().setBucket(BUCKET);
        asked.getOperation().getOutput().setRegion(REGION);
        asked.getOperation().getOutput().setObject("batched/${InventoryTriggerJobId}/${InputName}-${Number}.mp4");
        asked.getOperation().setUserData("told back");
        BatchJobDetail made = make(client, asked);
        BatchJobDetail done = done(client, made);
        equal("user data", done.getOperation().getUserData(), "told back");
        equal("tag", done.getOperation().getTag(), "Segment");
        equal("output", done.getOperation().getOutput().getBucket(), BUCKET);
        String prefix = "batched/" + made.getJobId() + "/";
        until(() -> client.listObjects(BUCKET, prefix).getObjectSummaries().size(), count -> count == 2);
    }

    public static void ofRuns(COSClient client) throws Exception {
        client.copyObject(BUCKET, "1.mp4", BUCKET, "batch/a.mp4");
        BatchJobRequest asked = asked("Workflow");
        asked.getOperation().setWorkflowIds(System.getenv("COS_WORKFLOW"));
        BatchJobDetail done = done(client, make(client, asked));
        equal("workflow", done.getOperation().getWorkflowIds(), System.getenv("COS_WORKFLOW"));
    }

    public static void areCancelled(COSClient client) {
        client.copyObject(BUCKET, "1.mp4", BUCKET, "batch/a.mp4");
        BatchJobRequest asked = asked("Job");
        asked.getOperation().setTag("MediaInfo");
        MediaQueueObject queue = Queues.theQueue(client);
        Queues.update(client, queue, "Paused");
        try {
            BatchJobRequest one = one(make(client, asked));
            equal("state", client.describeInventoryTriggerJob(one).getJobDetail().getState(), "Running");
            holds("cancelled", client.cancelInventoryTriggerJob(one));
            equal("state", client.describeInventoryTriggerJob(one).getJobDetail().getState(), "Cancel");
            refused(400, "InvalidArgument", () -> client.cancelInventoryTriggerJob(one));
        } finally {
            Queues.update(client, queue, "Active");
        }
    }

    private static BatchJobRequest asked(String type) {
        BatchJobRequest asked = new BatchJobRequest();
        asked.setBucketName(BUCKET);
        asked.setName("java");
        asked.setType(type);
        asked.getInput().setPrefix("batch/");
        return asked;
    }

    private static BatchJobRequest one(BatchJobDetail made) {
        BatchJobRequest one = new BatchJobRequest();
        one.setBucketName(BUCKET);
        one.setJobId(made.getJobId());
        return one;
    }

    private static BatchJobDetail make(COSClient client, BatchJobRequest asked) {
        BatchJobDetail made = client.createInventoryTriggerJob(asked).getJobDetail();
        id("batch", made.getJobId(), 'b');
        equal("name", made.getName(), "java");
        equal("type", made.getType(), asked.getType());
        equal("prefix", made.getInput().getPrefix(), "batch/");
        return made;
    }

    private static BatchJobDetail done(COSClient client, BatchJobDetail made) throws Exception {
        BatchJobDetail done = until(
            () -> client.describeInventoryTriggerJob(one(made)).getJobDetail(),
            now -> now.getState().matches("Success|Failed"));
        equal("message " + done.getMessage() + ", state", done.getState(), "Success");
        BatchJobRequest all = new BatchJobRequest();
        all.setBucketName(BUCKET);
        all.setSize(10);
        BatchJobDetail listed = client.describeInventoryTriggerJobs(all).getJobsDetailList().stream()
            .filter(batch -> batch.getJobId().equals(made.getJobId())).findFirst().orElseThrow();
        equal("listed state", listed.getState(), "Success");
        equal("listed name", listed.getName(), "java");
        return done;
    }
}
