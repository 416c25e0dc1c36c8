package clients;

import static clients.Account.BUCKET;
import static clients.Check.equal;
import static clients.Check.holds;
import static clients.Check.id;
import static clients.Check.refused;

import com.qcloud.cos.COSClient;
import com.qcloud.cos.model.ciModel.bucket.MediaBucketObject;
import com.qcloud.cos.model.ciModel.bucket.MediaBucketRequest;
import com.qcloud.cos.model.ciModel.job.MediaJobsRequest;
import com.qcloud.cos.model.ciModel.job.v2.MediaJobsRequestV2;
import com.qcloud.cos.model.ciModel.queue.DocQueueRequest;
import com.qcloud.cos.model.ciModel.queue.MediaQueueObject;
import com.qcloud.cos.model.ciModel.queue.MediaQueueRequest;
import java.util.List;

/** Queues, what waits in them, and the service of media that they belong to. */
public final class Queues {
    private Queues() {}

    public static void lists(COSClient client) {
        MediaQueueObject queue = theQueue(client);
        id("queue", queue.getQueueId(), 'p');
        equal("bucket", queue.getBucketId(), BUCKET);
        equal("category", queue.getCategory(), "Transcoding");
        equal("limit", queue.getMaxConcurrent(), "10");
        holds("name", !queue.getName().isEmpty());
    }

    public static void listsOtherFamilies(COSClient client) {
        equal("pictures", client.describePicProcessQueues(asked()).getQueueList().size(), 1);
        DocQueueRequest documents = new DocQueueRequest();
        documents.setBucketName(BUCKET);
        equal("documents", client.describeDocProcessQueues(documents).getQueueList().size(), 1);
    }

    /** A job that waits can be cancelled. */
    public static void pausesAndCancels(COSClient client) {
        MediaQueueObject queue = theQueue(client);
        MediaQueueObject paused = update(client, queue, "Paused");
        try {
            equal("queue", paused.getQueueId(), queue.getQueueId());
            equal("state", paused.getState(), "Paused");
            equal("notified", paused.getNotifyConfig().getState(), "On");
            equal("notified at", paused.getNotifyConfig().getUrl(), "http://127.0.0.1:9/");
            cancels(client);
        } finally {
            equal("state", update(client, queue, "Active").getState(), "Active");
        }
    }

    private static void cancels(COSClient client) {
        MediaJobsRequestV2 job = new MediaJobsRequestV2();
        job.setBucketName(BUCKET);
        job.setTag("MediaInfo");
        job.getInput().setObject("1.mp4");
        MediaJobsRequest one = new MediaJobsRequest();
        one.setBucketName(BUCKET);
        one.setJobId(client.createMediaJobsV2(job).getJobsDetail().getJobId());
        equal("waits", client.describeMediaJob(one).getJobsDetail().getState(), "Pause");
        holds("cancelled", client.cancelMediaJob(one));
        equal("cancelled", client.describeMediaJob(one).getJobsDetail().getState(), "Cancel");
        refused(400, "InvalidArgument", () -> client.cancelMediaJob(one));
    }

    public static void isOpen(COSClient client) {
        MediaBucketRequest asked = new MediaBucketRequest();
        asked.setBucketName(BUCKET);
        MediaBucketObject bucket = client.describeMediaBuckets(asked).getMediaBucketList().get(0);
        equal("bucket", bucket.getBucketId(), BUCKET);
        equal("region", bucket.getRegion(), Account.REGION);
        holds("opened", client.createMediaProcessBucket(asked));
        refused(403, "MediaBucketAlreadyBinded", () -> client.createMediaProcessBucket(asked));
    }

    private static MediaQueueRequest asked() {
        MediaQueueRequest asked = new MediaQueueRequest();
        asked.setBucketName(BUCKET);
        return asked;
    }

    static MediaQueueObject theQueue(COSClient client) {
        MediaQueueRequest asked = asked();
        asked.setCategory("Transcoding");
        List<MediaQueueObject> queues = client.describeMediaQueues(asked).getQueueList();
        equal("queues", queues.size(), 1);
        return queues.get(0);
    }

    static MediaQueueObject update(COSClient client, MediaQueueObject queue, String state) {
        MediaQueueRequest asked = asked();
        asked.setQueueId(queue.getQueueId());
        asked.setName(queue.getName());
        asked.setState(state);
        asked.getNotifyConfig().setUrl("http://127.0.0.1:9/");
        asked.getNotifyConfig().setType("Url");
        asked.getNotifyConfig().setEvent("TaskFinish");
        asked.getNotifyConfig().setState("On");
        return client.updateMediaQueue(asked).getQueue();
    }
}
