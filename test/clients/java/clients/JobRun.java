package clients;

import static clients.Account.BUCKET;
import static clients.Account.REGION;
import static clients.Check.equal;
import static clients.Check.holds;
import static clients.Check.id;
import static clients.Check.until;

import com.qcloud.cos.COSClient;
import com.qcloud.cos.model.ciModel.common.MediaOutputObject;
import com.qcloud.cos.model.ciModel.job.MediaJobObject;
import com.qcloud.cos.model.ciModel.job.MediaJobsRequest;
import com.qcloud.cos.model.ciModel.job.OutputFile;
import com.qcloud.cos.model.ciModel.job.v2.MediaJobOperation;
import com.qcloud.cos.model.ciModel.job.v2.MediaJobsRequestV2;

/**
 * A job from its request to what is told of it: the SDK reads the answers with one reader that goes by names (V2), and with two
 * that go by the order of events.
 */
final class JobRun {
    private JobRun() {}

    /** What the three readers make of one finished job. */
    static final class Told {
        MediaJobOperation v2;
        MediaJobObject v1;
        MediaJobObject listed;
    }

    static MediaJobsRequestV2 asked(String tag, String input, String output) {
        MediaJobsRequestV2 asked = new MediaJobsRequestV2();
        asked.setBucketName(BUCKET);
        asked.setTag(tag);
        asked.getInput().setObject(input);
        to(asked.getOperation().getOutput(), output);
        return asked;
    }

    static void to(MediaOutputObject output, String object) {
        output.setBucket(BUCKET);
        output.setRegion(REGION);
        output.setObject(object);
    }

    static Told run(COSClient client, String tag, MediaJobsRequestV2 asked) throws Exception {
        var made = client.createMediaJobsV2(asked).getJobsDetail();
        id("job", made.getJobId(), 'j');
        id("queue", made.getQueueId(), 'p');
        equal("code", made.getCode(), "Success");
        equal("state", made.getState(), "Submitted");
        equal("tag", made.getTag(), tag);
        equal("input", made.getInput().getObject(), asked.getInput().getObject());
        equal("bucket", made.getInput().getBucketId(), BUCKET);
        String output = asked.getOperation().getOutput().getObject();
        equal("output", made.getOperation().getOutput().getObject(), output);
        Told told = finished(client, tag, made.getJobId());
        equal("output of a job", told.v1.getOperation().getOutput().getObject(), output);
        equal("output in a list", told.listed.getOperation().getOutput().getObject(), output);
        equal("output bucket", told.listed.getOperation().getOutput().getBucket(), output == null ? null : BUCKET);
        return told;
    }

    static Told finished(COSClient client, String tag, String job) throws Exception {
        Told told = new Told();
        told.v1 = until(() -> told(client, job), now -> now.getState().matches("Success|Failed"));
        equal("message " + told.v1.getMessage() + ", state", told.v1.getState(), "Success");
        MediaJobsRequest all = new MediaJobsRequest();
        all.setBucketName(BUCKET);
        all.setTag(tag);
        all.setStates("Success");
        all.setSize(100);
        told.listed = client.describeMediaJobs(all).getJobsDetailList().stream()
            .filter(listed -> listed.getJobId().equals(job)).findFirst().orElseThrow();
        same(told.listed, tag, told.v1.getInput().getObject());
        // The reader by names has room for one Md5Info, and gives up on the several of pieces.
        if (tag.equals("Segment")) return told;
        holds("listed by names", client.describeMediaJobsV2(all).getJobsDetailList().stream()
            .anyMatch(listed -> listed.getJobId().equals(job) && listed.getState().equals("Success")));
        MediaJobsRequest one = new MediaJobsRequest();
        one.setBucketName(BUCKET);
        one.setJobId(job);
        var v2 = client.describeMediaJobV2(one).getJobsDetail();
        equal("job", v2.getJobId(), job);
        equal("state", v2.getState(), "Success");
        equal("input", v2.getInput().getObject(), told.v1.getInput().getObject());
        told.v2 = v2.getOperation();
        return told;
    }

    static MediaJobObject told(COSClient client, String job) {
        MediaJobsRequest one = new MediaJobsRequest();
        one.setBucketName(BUCKET);
        one.setJobId(job);
        return client.describeMediaJob(one).getJobsDetail();
    }

    static void same(MediaJobObject job, String tag, String input) {
        equal("tag", job.getTag(), tag);
        equal("input", job.getInput().getObject(), input);
        id("queue", job.getQueueId(), 'p');
        holds("time " + job.getCreationTime(), job.getCreationTime().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+\\d{4}"));
    }

    static void wrote(OutputFile file, String object) {
        equal("file", file.getObjectName(), object);
        equal("bucket of the file", file.getBucket(), BUCKET);
        equal("region of the file", file.getRegion(), REGION);
    }
}
