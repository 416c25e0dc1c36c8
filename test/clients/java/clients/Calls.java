package clients;

import static clients.Account.BUCKET;
import static clients.Account.REGION;
import static clients.Check.equal;
import static clients.Check.holds;

import com.qcloud.cos.COSClient;
import com.qcloud.cos.model.ciModel.mediaInfo.MediaInfoRequest;
import com.qcloud.cos.model.ciModel.mediaInfo.MediaInfoStreamObject;
import com.qcloud.cos.model.ciModel.snapshot.CosSnapshotRequest;
import com.qcloud.cos.model.ciModel.snapshot.SnapshotRequest;
import java.io.InputStream;

/** What answers with the work itself. */
public final class Calls {
    private Calls() {}

    public static void reportsMediaInfo(COSClient client) {
        MediaInfoRequest asked = new MediaInfoRequest();
        asked.setBucketName(BUCKET);
        asked.getInput().setObject("1.mp4");
        MediaInfoStreamObject info = client.generateMediainfo(asked).getMediaInfo();
        equal("width", info.getStream().getMediaInfoVideoList().get(0).getWidth(), "320");
        equal("codec", info.getStream().getMediaInfoAudioList().get(0).getCodecName(), "aac");
        holds("length " + info.getFormat().getDuration(), info.getFormat().getDuration().startsWith("20"));
    }

    public static void takesSnapshots(COSClient client) {
        SnapshotRequest asked = new SnapshotRequest();
        asked.setBucketName(BUCKET);
        asked.getInput().setObject("1.mp4");
        asked.getOutput().setBucket(BUCKET);
        asked.getOutput().setRegion(REGION);
        asked.getOutput().setObject("calls/still.jpg");
        asked.setTime("1");
        equal("output", client.generateSnapshot(asked).getOutput().getObject(), "calls/still.jpg");
        holds("kept", client.doesObjectExist(BUCKET, "calls/still.jpg"));
    }

    public static void givesSnapshots(COSClient client) throws Exception {
        CosSnapshotRequest asked = new CosSnapshotRequest();
        asked.setBucketName(BUCKET);
        asked.setObjectKey("1.mp4");
        asked.setTime("1");
        asked.setFormat("jpg");
        try (InputStream picture = client.getSnapshot(asked)) {
            byte[] bytes = picture.readAllBytes();
            holds("a JPEG", bytes.length > 1000 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xd8);
        }
    }
}
