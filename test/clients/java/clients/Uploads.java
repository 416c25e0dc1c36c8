package clients;

import static clients.Account.BUCKET;
import static clients.Check.equal;
import static clients.Check.holds;
import static clients.Check.refused;

import com.qcloud.cos.COSClient;
import com.qcloud.cos.model.AbortMultipartUploadRequest;
import com.qcloud.cos.model.COSObjectSummary;
import com.qcloud.cos.model.CompleteMultipartUploadRequest;
import com.qcloud.cos.model.CompleteMultipartUploadResult;
import com.qcloud.cos.model.CopyObjectRequest;
import com.qcloud.cos.model.GetObjectRequest;
import com.qcloud.cos.model.InitiateMultipartUploadRequest;
import com.qcloud.cos.model.ListMultipartUploadsRequest;
import com.qcloud.cos.model.ListPartsRequest;
import com.qcloud.cos.model.MultipartUpload;
import com.qcloud.cos.model.PartETag;
import com.qcloud.cos.model.PartListing;
import com.qcloud.cos.model.UploadPartRequest;
import com.qcloud.cos.model.UploadResult;
import com.qcloud.cos.region.Region;
import com.qcloud.cos.transfer.PersistableUpload;
import com.qcloud.cos.transfer.TransferManager;
import com.qcloud.cos.transfer.TransferManagerConfiguration;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Objects in parts, by hand and by the SDK's own manager. */
public final class Uploads {
    private static final int PART_BYTES = 1024 * 1024;

    private Uploads() {}

    public static void uploadsParts(COSClient client) {
        String key = "uploads/by hand";
        String id = client.initiateMultipartUpload(new InitiateMultipartUploadRequest(BUCKET, key)).getUploadId();
        PartETag first = part(client, key, id, 1, PART_BYTES);
        PartETag last = part(client, key, id, 2, 10);
        PartListing parts = client.listParts(new ListPartsRequest(BUCKET, key, id));
        equal("parts", parts.getParts().size(), 2);
        equal("number", parts.getParts().get(1).getPartNumber(), 2);
        equal("size", parts.getParts().get(1).getSize(), 10L);
        equal("ETag", parts.getParts().get(0).getETag(), first.getETag());
        CompleteMultipartUploadRequest asked =
            new CompleteMultipartUploadRequest(BUCKET, key, id, new ArrayList<>(List.of(first, last)));
        CompleteMultipartUploadResult done = client.completeMultipartUpload(asked);
        equal("key", done.getKey(), key);
        holds("parts in " + done.getETag(), done.getETag().endsWith("-2"));
        equal("length", client.getObjectMetadata(BUCKET, key).getContentLength(), PART_BYTES + 10L);
    }

    public static void listsAndAborts(COSClient client) {
        String key = "uploads/aborted";
        String id = client.initiateMultipartUpload(new InitiateMultipartUploadRequest(BUCKET, key)).getUploadId();
        ListMultipartUploadsRequest asked = new ListMultipartUploadsRequest(BUCKET);
        asked.setPrefix(key);
        List<MultipartUpload> open = client.listMultipartUploads(asked).getMultipartUploads();
        equal("open", open.size(), 1);
        equal("key", open.get(0).getKey(), key);
        equal("id", open.get(0).getUploadId(), id);
        client.abortMultipartUpload(new AbortMultipartUploadRequest(BUCKET, key, id));
        refused(404, "NoSuchUpload", () -> client.listParts(new ListPartsRequest(BUCKET, key, id)));
    }

    public static void managerMovesFiles(COSClient client) throws Exception {
        Path file = Files.createTempFile("lemnis", ".bin");
        Path back = Files.createTempFile("lemnis", ".bin");
        byte[] bytes = new byte[5 * PART_BYTES + 7];
        new Random(1).nextBytes(bytes);
        Files.write(file, bytes);
        TransferManager manager = manager(client);
        UploadResult up = manager.upload(BUCKET, "uploads/managed", file.toFile()).waitForUploadResult();
        equal("key", up.getKey(), "uploads/managed");
        manager.download(new GetObjectRequest(BUCKET, "uploads/managed"), back.toFile()).waitForCompletion();
        holds("same bytes", Arrays.equals(Files.readAllBytes(back), bytes));
        Files.delete(back);
        manager.download(new GetObjectRequest(BUCKET, "uploads/managed"), back.toFile(), true).waitForCompletion();
        holds("same bytes in ranges", Arrays.equals(Files.readAllBytes(back), bytes));
        manager.shutdownNow(false);
        Files.delete(file);
        Files.delete(back);
    }

    public static void managerGoesOn(COSClient client) throws Exception {
        String key = "uploads/resumed";
        Path file = Files.createTempFile("lemnis", ".bin");
        Files.write(file, new byte[2 * PART_BYTES + 7]);
        String id = client.initiateMultipartUpload(new InitiateMultipartUploadRequest(BUCKET, key)).getUploadId();
        part(client, key, id, 1, PART_BYTES);
        TransferManager manager = manager(client);
        PersistableUpload begun = new PersistableUpload(BUCKET, key, file.toString(), id, PART_BYTES, PART_BYTES);
        equal("key", manager.resumeUpload(begun).waitForUploadResult().getKey(), key);
        manager.shutdownNow(false);
        Files.delete(file);
        equal("length", client.getObjectMetadata(BUCKET, key).getContentLength(), 2L * PART_BYTES + 7);
        holds("three parts", client.getObjectMetadata(BUCKET, key).getETag().endsWith("-3"));
    }

    public static void managerCopies(COSClient client) throws Exception {
        client.putObject(BUCKET, "uploads/source", new String(new char[6 * PART_BYTES]));
        TransferManager manager = manager(client);
        Region region = new Region(Account.REGION);
        CopyObjectRequest asked = new CopyObjectRequest(region, BUCKET, "uploads/source", BUCKET, "uploads/copy");
        manager.copy(asked, client, null).waitForCopyResult();
        manager.shutdownNow(false);
        equal("length", client.getObjectMetadata(BUCKET, "uploads/copy").getContentLength(), 6L * PART_BYTES);
    }

    public static void managerMovesDirectories(COSClient client) throws Exception {
        Path directory = Files.createTempDirectory("lemnis");
        Files.createDirectory(directory.resolve("below"));
        Files.writeString(directory.resolve("a.txt"), "a");
        Files.writeString(directory.resolve("below/b.txt"), "b");
        TransferManager manager = manager(client);
        manager.uploadDirectory(BUCKET, "uploads/directory", directory.toFile(), true).waitForCompletion();
        List<COSObjectSummary> kept = client.listObjects(BUCKET, "uploads/directory/").getObjectSummaries();
        equal("objects", kept.size(), 2);
        Path back = Files.createTempDirectory("lemnis");
        manager.downloadDirectory(BUCKET, "uploads/directory", back.toFile()).waitForCompletion();
        equal("text", Files.readString(back.resolve("uploads/directory/below/b.txt")), "b");
        manager.shutdownNow(false);
    }

    private static TransferManager manager(COSClient client) {
        TransferManager manager = new TransferManager(client);
        TransferManagerConfiguration settings = new TransferManagerConfiguration();
        settings.setMultipartUploadThreshold(2L * PART_BYTES);
        settings.setMinimumUploadPartSize(PART_BYTES);
        settings.setMultipartCopyThreshold(4L * PART_BYTES);
        settings.setMultipartCopyPartSize(2L * PART_BYTES);
        manager.setConfiguration(settings);
        return manager;
    }

    private static PartETag part(COSClient client, String key, String id, int number, int bytes) {
        UploadPartRequest asked = new UploadPartRequest();
        asked.setBucketName(BUCKET);
        asked.setKey(key);
        asked.setUploadId(id);
        asked.setPartNumber(number);
        asked.setPartSize(bytes);
        asked.setInputStream(new ByteArrayInputStream(new byte[bytes]));
        return client.uploadPart(asked).getPartETag();
    }
}
