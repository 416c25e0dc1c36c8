package clients;

import static clients.Account.BUCKET;

import com.qcloud.cos.COSClient;
import com.qcloud.cos.model.AppendObjectRequest;
import com.qcloud.cos.model.BucketTaggingConfiguration;
import com.qcloud.cos.model.BucketVersioningConfiguration;
import com.qcloud.cos.model.CannedAccessControlList;
import com.qcloud.cos.model.GetObjectTaggingRequest;
import com.qcloud.cos.model.ObjectMetadata;
import com.qcloud.cos.model.ObjectTagging;
import com.qcloud.cos.model.PutObjectRequest;
import com.qcloud.cos.model.SetBucketVersioningConfigurationRequest;
import com.qcloud.cos.model.SetObjectTaggingRequest;
import com.qcloud.cos.model.Tag.Tag;
import com.qcloud.cos.model.ciModel.snapshot.PrivateM3U8Request;
import java.io.ByteArrayInputStream;
import java.util.List;

/** Calls that the service does not have: each is to end by a 501 that names it. */
public final class Absent {
    private Absent() {}

    public static void append(COSClient client) {
        ObjectMetadata told = new ObjectMetadata();
        told.setContentLength(1);
        AppendObjectRequest asked =
            new AppendObjectRequest(BUCKET, "appended", new ByteArrayInputStream(new byte[1]), told);
        asked.setPosition(0L);
        client.appendObject(asked);
    }

    public static void tagsOfAnObject(COSClient client) {
        client.getObjectTagging(new GetObjectTaggingRequest(BUCKET, "1.txt"));
    }

    public static void tagsForAnObject(COSClient client) {
        ObjectTagging tags = new ObjectTagging(List.of(new Tag("a", "b")));
        client.setObjectTagging(new SetObjectTaggingRequest(BUCKET, "1.txt", tags));
    }

    public static void tagsForABucket(COSClient client) {
        client.setBucketTaggingConfiguration(BUCKET, new BucketTaggingConfiguration());
    }

    public static void versions(COSClient client) {
        client.setBucketVersioningConfiguration(new SetBucketVersioningConfigurationRequest(
            BUCKET, new BucketVersioningConfiguration(BucketVersioningConfiguration.ENABLED)));
    }

    public static void restoring(COSClient client) {
        client.restoreObject(BUCKET, "1.txt", 1);
    }

    public static void accessOfAnObject(COSClient client) {
        client.getObjectAcl(BUCKET, "1.txt");
    }

    public static void accessForAnObject(COSClient client) {
        client.setObjectAcl(BUCKET, "1.txt", CannedAccessControlList.PublicRead);
    }

    public static void accessWithAnObject(COSClient client) {
        PutObjectRequest asked =
            new PutObjectRequest(BUCKET, "public", new ByteArrayInputStream(new byte[0]), new ObjectMetadata());
        asked.setCannedAcl(CannedAccessControlList.PublicRead);
        client.putObject(asked);
    }

    public static void privatePlaylists(COSClient client) {
        PrivateM3U8Request asked = new PrivateM3U8Request();
        asked.setBucketName(BUCKET);
        asked.setObject("1.m3u8");
        asked.setExpires("3600");
        client.getPrivateM3U8(asked);
    }
}
