package clients;

import static clients.Account.BUCKET;
import static clients.Account.REGION;
import static clients.Check.equal;
import static clients.Check.holds;
import static clients.Check.id;
import static clients.Check.until;
import static clients.JobRun.asked;
import static clients.JobRun.finished;
import static clients.JobRun.run;
import static clients.JobRun.same;
import static clients.JobRun.to;
import static clients.JobRun.told;
import static clients.JobRun.wrote;

import clients.JobRun.Told;
import com.qcloud.cos.COSClient;
import com.qcloud.cos.model.ciModel.job.MediaConcatFragmentObject;
import com.qcloud.cos.model.ciModel.job.MediaJobObject;
import com.qcloud.cos.model.ciModel.job.MediaJobsRequest;
import com.qcloud.cos.model.ciModel.job.MediaTimeIntervalObject;
import com.qcloud.cos.model.ciModel.job.v2.MediaJobOperation;
import com.qcloud.cos.model.ciModel.job.v2.MediaJobsRequestV2;
import com.qcloud.cos.model.ciModel.mediaInfo.MediaInfoObjcet;
import com.qcloud.cos.model.ciModel.template.MediaSnapshotObject;
import com.qcloud.cos.model.ciModel.template.MediaWatermark;
import java.util.List;

/** A job of each tag of media, made, and then told of by every call that can. */
public final class Jobs {
    private Jobs() {}

    public static void reducesNoise(COSClient client) throws Exception {
        run(client, "NoiseReduction", asked("NoiseReduction", "1.mp3", "jobs/quiet.wav"));
    }

    public static void reportsMediaInfo(COSClient client) throws Exception {
        MediaJobsRequestV2 asked = new MediaJobsRequestV2();
        asked.setBucketName(BUCKET);
        asked.setTag("MediaInfo");
        asked.getInput().setObject("1.mp4");
        run(client, "MediaInfo", asked);
    }

    public static void transcodes(COSClient client) throws Exception {
        MediaJobsRequestV2 asked = asked("Transcode", "1.mp4", "jobs/small.mp4");
        MediaJobOperation operation = asked.getOperation();
        operation.getTranscode().getContainer().setFormat("mp4");
        operation.getTranscode().getVideo().setCodec("H.264");
        operation.getTranscode().getVideo().setWidth("160");
        operation.getTranscode().getAudio().setCodec("aac");
        operation.getTranscode().getTimeInterval().setStart("1");
        operation.getTranscode().getTimeInterval().setDuration("1");
        operation.setUserData("told back");
        operation.setJobLevel("1");
        Told told = run(client, "Transcode", asked);
        for (MediaInfoObjcet info : List.of(told.v2.getMediaInfo(), told.v1.getOperation().getMediaInfo())) {
            equal("width", info.getStream().getVideo().getWidth(), "160");
            equal("audio", info.getStream().getAudio().getCodecName(), "aac");
        }
        wrote(told.v2.getMediaResult().getOutputFile(), "jobs/small.mp4");
        wrote(told.listed.getOperation().getMediaResult().getOutputFile(), "jobs/small.mp4");
        equal("user data", told.v2.getUserData(), "told back");
        equal("user data in a list", told.listed.getOperation().getUserData(), "told back");
        equal("level", told.v2.getJobLevel(), "1");
        equal("format", told.v1.getOperation().getTranscode().getContainer().getFormat(), "mp4");
        MediaTimeIntervalObject interval = told.v1.getOperation().getTranscode().getTimeInterval();
        equal("start", interval.getStart(), "1");
        equal("duration", interval.getDuration(), "1");
    }

    public static void draws(COSClient client) throws Exception {
        MediaJobsRequestV2 asked = asked("Watermark", "1.mp4", "jobs/marked.mp4");
        MediaWatermark mark = asked.getOperation().getWatermark();
        mark.setType("Text");
        mark.setPos("TopRight");
        mark.setLocMode("Absolute");
        mark.setDx("10");
        mark.setDy("10");
        mark.getText().setText("水印");
        mark.getText().setFontSize("30");
        mark.getText().setFontType("simfang.ttf");
        mark.getText().setFontColor("0xFF0000");
        mark.getText().setTransparency("30");
        Told told = run(client, "Watermark", asked);
        wrote(told.v2.getMediaResult().getOutputFile(), "jobs/marked.mp4");
        equal("text", told.v2.getWatermark().getText().getText(), "水印");
    }

    public static void takesSnapshots(COSClient client) throws Exception {
        MediaJobsRequestV2 asked = asked("Snapshot", "1.mp4", "jobs/still-${Number}.jpg");
        MediaSnapshotObject snapshot = asked.getOperation().getSnapshot();
        snapshot.setMode("Interval");
        snapshot.setStart("0");
        snapshot.setTimeInterval("1");
        snapshot.setCount("2");
        Told told = run(client, "Snapshot", asked);
        equal("count", told.listed.getOperation().getSnapshot().getCount(), "2");
        List<String> names = told.v2.getMediaResult().getOutputFile().getObjectNames();
        equal("names", names, List.of("0.jpg", "1.jpg"));
        equal("prefix", told.v2.getMediaResult().getOutputFile().getObjectPrefix(), "jobs/still-");
    }

    public static void choosesCovers(COSClient client) throws Exception {
        MediaJobsRequestV2 asked = asked("SmartCover", "1.mp4", "jobs/cover-${Number}.jpg");
        asked.getOperation().getSmartCover().setFormat("jpg");
        asked.getOperation().getSmartCover().setCount("1");
        Told told = run(client, "SmartCover", asked);
        wrote(told.v2.getMediaResult().getOutputFile(), "jobs/cover-0.jpg");
    }

    public static void animates(COSClient client) throws Exception {
        MediaJobsRequestV2 asked = asked("Animation", "1.mp4", "jobs/moving.gif");
        MediaJobOperation operation = asked.getOperation();
        operation.getMediaAnimation().getContainer().setFormat("gif");
        operation.getMediaAnimation().getVideo().setCodec("gif");
        operation.getMediaAnimation().getVideo().setWidth("160");
        operation.getMediaAnimation().getVideo().setFps("5");
        operation.getMediaAnimation().getTimeInterval().setStart("0");
        operation.getMediaAnimation().getTimeInterval().setDuration("1");
        wrote(run(client, "Animation", asked).v2.getMediaResult().getOutputFile(), "jobs/moving.gif");
    }

    public static void joins(COSClient client) throws Exception {
        MediaJobsRequestV2 asked = asked("Concat", "1.mp4", "jobs/joined.mp4");
        MediaJobOperation operation = asked.getOperation();
        MediaConcatFragmentObject fragment = new MediaConcatFragmentObject();
        fragment.setMode("Start");
        fragment.setUrl("https://" + BUCKET + ".cos." + REGION + ".myqcloud.com/2.mp4");
        operation.getMediaConcatTemplate().getConcatFragmentList().add(fragment);
        operation.getMediaConcatTemplate().getContainer().setFormat("mp4");
        operation.getMediaConcatTemplate().getVideo().setCodec("H.264");
        operation.getMediaConcatTemplate().getAudio().setCodec("aac");
        Told told = run(client, "Concat", asked);
        wrote(told.v2.getMediaResult().getOutputFile(), "jobs/joined.mp4");
        List<MediaConcatFragmentObject> shown =
            told.v1.getOperation().getMediaConcatTemplate().getConcatFragmentList();
        equal("fragments", shown.size(), 1);
        equal("fragment", shown.get(0).getUrl(), fragment.getUrl());
    }

    public static void cuts(COSClient client) throws Exception {
        MediaJobsRequestV2 asked = asked("Segment", "1.mp4", "jobs/piece-${Number}.mp4");
        asked.getOperation().getSegment().setFormat("mp4");
        asked.getOperation().getSegment().setDuration("5");
        Told told = run(client, "Segment", asked);
        equal("format", told.listed.getOperation().getSegment().getFormat(), "mp4");
        equal("prefix", told.listed.getOperation().getMediaResult().getOutputFile().getObjectPrefix(), "jobs/piece-");
        holds("pieces", client.listObjects(BUCKET, "jobs/piece-").getObjectSummaries().size() > 1);
    }

    public static void processesPictures(COSClient client) throws Exception {
        MediaJobsRequest asked = new MediaJobsRequest();
        asked.setBucketName(BUCKET);
        asked.setTag("PicProcess");
        asked.getInput().setObject("1.jpg");
        asked.getOperation().getPicProcess().setIsPicInfo("true");
        asked.getOperation().getPicProcess().setProcessRule("imageMogr2/thumbnail/!50p");
        to(asked.getOperation().getOutput(), "jobs/half.jpg");
        MediaJobObject made = client.createPicProcessJob(asked).getJobsDetail();
        id("job", made.getJobId(), 'c');
        Told told = finished(client, "PicProcess", made.getJobId());
        equal("picture", told.listed.getOperation().getPicProcessResult().getObjectName(), "jobs/half.jpg");
        equal("width", told.listed.getOperation().getPicProcessResult().getProcessResult().getWidth(), "160");
        equal("format", told.listed.getOperation().getPicProcessResult().getProcessResult().getFormat(), "JPEG");
    }

    /** An older call for the same, whose answer is read by the order of events. */
    public static void takesTheOlderCall(COSClient client) throws Exception {
        MediaJobsRequest asked = new MediaJobsRequest();
        asked.setBucketName(BUCKET);
        asked.setTag("Snapshot");
        asked.getInput().setObject("1.mp4");
        asked.getOperation().getSnapshot().setMode("Interval");
        asked.getOperation().getSnapshot().setStart("1");
        asked.getOperation().getSnapshot().setCount("1");
        to(asked.getOperation().getOutput(), "jobs/older-${Number}.jpg");
        MediaJobObject made = client.createMediaJobs(asked).getJobsDetail();
        same(made, "Snapshot", "1.mp4");
        equal("state", made.getState(), "Submitted");
        finished(client, "Snapshot", made.getJobId());
    }

    public static void tellsWhyOneFailed(COSClient client) throws Exception {
        MediaJobsRequestV2 asked = asked("NoiseReduction", "no-such.mp3", "jobs/never.wav");
        String job = client.createMediaJobsV2(asked).getJobsDetail().getJobId();
        MediaJobObject failed = until(() -> told(client, job), told -> told.getState().equals("Failed"));
        equal("code", failed.getCode(), "ResourceNotFound");
        holds("sentence", failed.getMessage() != null && !failed.getMessage().isEmpty());
    }
}
