package clients;

import static clients.Account.BUCKET;
import static clients.Check.equal;
import static clients.Check.holds;
import static clients.Check.refused;

import com.qcloud.cos.COSClient;
import com.qcloud.cos.model.COSObject;
import com.qcloud.cos.model.CopyObjectResult;
import com.qcloud.cos.model.DeleteObjectsRequest;
import com.qcloud.cos.model.DeleteObjectsResult;
import com.qcloud.cos.model.GetObjectRequest;
import com.qcloud.cos.model.ListObjectsRequest;
import com.qcloud.cos.model.ObjectListing;
import com.qcloud.cos.model.ObjectMetadata;
import com.qcloud.cos.model.PutObjectRequest;
import com.qcloud.cos.model.PutObjectResult;
import com.qcloud.cos.model.StorageClass;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Objects, one request each. */
public final class Objects {
    /** What CRCs are checked by. */
    private static final String TEXT = "123456789";
    private static final String CRC64 = "11051210869376104954";
    private static final String MD5 = "25f9e794323b453885f5181f1b624d0b";

    private Objects() {}

    public static void putsHeadsAndGets(COSClient client) throws Exception {
        String key = "objects/a b+ä/你好.txt";
        ObjectMetadata told = new ObjectMetadata();
        told.setContentLength(TEXT.length());
        told.setContentType("text/x-demo");
        told.setCacheControl("max-age=1");
        told.addUserMetadata("colour", "blue");
        PutObjectResult put = client.putObject(BUCKET, key, stream(TEXT), told);
        equal("ETag", put.getETag(), MD5);
        equal("crc64", put.getCrc64Ecma(), CRC64);
        holds("request id", put.getRequestId() != null && !put.getRequestId().isEmpty());
        ObjectMetadata head = client.getObjectMetadata(BUCKET, key);
        equal("length", head.getContentLength(), 9L);
        equal("type", head.getContentType(), "text/x-demo");
        equal("cache control", head.getCacheControl(), "max-age=1");
        equal("own header", head.getUserMetaDataOf("colour"), "blue");
        equal("ETag", head.getETag(), MD5);
        holds("time", Math.abs(System.currentTimeMillis() - head.getLastModified().getTime()) < 60_000);
        equal("text", textOf(client.getObject(BUCKET, key)), TEXT);
        GetObjectRequest part = new GetObjectRequest(BUCKET, key);
        part.setRange(1, 2);
        equal("range", textOf(client.getObject(part)), "23");
        holds("is there", client.doesObjectExist(BUCKET, key));
    }

    public static void lists(COSClient client) {
        for (String name : new String[] {"a", "b/1", "b/2", "c"}) client.putObject(BUCKET, "list/" + name, TEXT);
        ListObjectsRequest asked = new ListObjectsRequest();
        asked.setBucketName(BUCKET);
        asked.setPrefix("list/");
        asked.setDelimiter("/");
        asked.setMaxKeys(2);
        ObjectListing page = client.listObjects(asked);
        equal("keys", keys(page), List.of("list/a"));
        equal("prefixes", page.getCommonPrefixes(), List.of("list/b/"));
        holds("more", page.isTruncated());
        equal("size", page.getObjectSummaries().get(0).getSize(), 9L);
        equal("ETag", page.getObjectSummaries().get(0).getETag(), MD5);
        ObjectListing next = client.listNextBatchOfObjects(page);
        equal("next keys", keys(next), List.of("list/c"));
        holds("no more", !next.isTruncated());
    }

    public static void copiesAndDeletes(COSClient client) {
        client.putObject(BUCKET, "copy/from", TEXT);
        CopyObjectResult copied = client.copyObject(BUCKET, "copy/from", BUCKET, "copy/to");
        equal("ETag", copied.getETag(), MD5);
        equal("crc64", copied.getCrc64Ecma(), CRC64);
        client.deleteObject(BUCKET, "copy/from");
        holds("gone", !client.doesObjectExist(BUCKET, "copy/from"));
        refused(404, "NoSuchKey", () -> client.getObject(BUCKET, "copy/from"));
    }

    public static void deletesMany(COSClient client) {
        client.putObject(BUCKET, "many/1", TEXT);
        client.putObject(BUCKET, "many/2", TEXT);
        DeleteObjectsRequest asked = new DeleteObjectsRequest(BUCKET).withKeys("many/1", "many/2", "many/none");
        DeleteObjectsResult done = client.deleteObjects(asked);
        equal("deleted", done.getDeletedObjects().size(), 3);
        equal("first", done.getDeletedObjects().get(0).getKey(), "many/1");
        asked.setQuiet(true);
        equal("told nothing", client.deleteObjects(asked).getDeletedObjects().size(), 0);
    }

    public static void changesHeaders(COSClient client) {
        client.putObject(BUCKET, "headers", TEXT);
        ObjectMetadata told = new ObjectMetadata();
        told.setContentType("text/x-other");
        client.updateObjectMetaData(BUCKET, "headers", told);
        equal("type", client.getObjectMetadata(BUCKET, "headers").getContentType(), "text/x-other");
    }

    public static void keepsStorageClasses(COSClient client) {
        PutObjectRequest asked =
            new PutObjectRequest(BUCKET, "classed", stream(TEXT), new ObjectMetadata());
        asked.setStorageClass(StorageClass.Standard_IA);
        client.putObject(asked);
        equal("class", client.getObjectMetadata(BUCKET, "classed").getStorageClass(), "STANDARD_IA");
        equal("class", client.listObjects(BUCKET, "classed").getObjectSummaries().get(0).getStorageClass(), "STANDARD_IA");
    }

    public static void findsBuckets(COSClient client) {
        holds("bucket", client.doesBucketExist(BUCKET));
        equal("place", client.getBucketLocation(BUCKET), Account.REGION);
        holds("listed", client.listBuckets().stream().anyMatch(bucket -> bucket.getName().equals(BUCKET)));
        refused(404, "NoSuchBucket", () -> client.listObjects("no-such-1250000000"));
    }

    public static void findsNoConfigurations(COSClient client) {
        equal("lifecycle", client.getBucketLifecycleConfiguration(BUCKET), null);
        equal("origins", client.getBucketCrossOriginConfiguration(BUCKET), null);
        equal("website", client.getBucketWebsiteConfiguration(BUCKET), null);
        equal("policy", client.getBucketPolicy(BUCKET).getPolicyText(), null);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String textOf(COSObject object) throws Exception {
        try (InputStream content = object.getObjectContent()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> keys(ObjectListing page) {
        List<String> keys = new ArrayList<>();
        page.getObjectSummaries().forEach(summary -> keys.add(summary.getKey()));
        return keys;
    }
}
