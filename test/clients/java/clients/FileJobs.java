package clients;

import static clients.Account.BUCKET;
import static clients.Account.REGION;
import static clients.Check.equal;
import static clients.Check.holds;
import static clients.Check.id;
import static clients.Check.until;

import com.qcloud.cos.COSClient;
import com.qcloud.cos.model.ciModel.job.FileCompressConfig;
import com.qcloud.cos.model.ciModel.job.FileHashCodeResult;
import com.qcloud.cos.model.ciModel.job.FileProcessJobDetail;
import com.qcloud.cos.model.ciModel.job.FileProcessJobType;
import com.qcloud.cos.model.ciModel.job.FileProcessRequest;

/** Jobs of files. */
public final class FileJobs {
    private FileJobs() {}

    public static void hashes(COSClient client) throws Exception {
        client.putObject(BUCKET, "files/text", "text");
        FileProcessRequest asked = asked(FileProcessJobType.FileHashCode);
        asked.getInput().setObject("files/text");
        asked.getOperation().getFileHashCodeConfig().setType("MD5");
        FileProcessJobDetail done = run(client, asked);
        FileHashCodeResult result = done.getOperation().getFileHashCodeResult();
        equal("sum", result.getMd5(), "1cb251ec0d568de6a929b520c4aed8d1");
        equal("bytes", result.getFileSize(), "4");
        equal("input", done.getInput().getObject(), "files/text");
    }

    public static void packsAndUnpacks(COSClient client) throws Exception {
        client.putObject(BUCKET, "files/pack/a.txt", "a");
        client.putObject(BUCKET, "files/pack/b.txt", "b");
        FileProcessRequest pack = asked(FileProcessJobType.FileCompress);
        FileCompressConfig config = pack.getOperation().getFileCompressConfig();
        config.setFormat("zip");
        config.setFlatten("0");
        config.setPrefix("files/pack/");
        to(pack, "files/packed.zip");
        FileProcessJobDetail packed = run(client, pack);
        equal("archive", packed.getOperation().getOutput().getObject(), "files/packed.zip");
        equal("prefix", packed.getOperation().getFileCompressConfig().getPrefix(), "files/pack/");
        FileProcessRequest unpack = asked(FileProcessJobType.FileUncompress);
        unpack.getInput().setObject("files/packed.zip");
        unpack.getOperation().getFileUnCompressConfig().setPrefix("files/unpacked/");
        unpack.getOperation().getFileUnCompressConfig().setPrefixReplaced("0");
        to(unpack, null);
        FileProcessJobDetail unpacked = run(client, unpack);
        equal("prefix", unpacked.getOperation().getFileUnCompressConfig().getPrefix(), "files/unpacked/");
        holds("unpacked", client.listObjects(BUCKET, "files/unpacked/").getObjectSummaries().size() == 2);
    }

    private static FileProcessRequest asked(FileProcessJobType tag) {
        FileProcessRequest asked = new FileProcessRequest();
        asked.setBucketName(BUCKET);
        asked.setTag(tag);
        return asked;
    }

    private static void to(FileProcessRequest asked, String object) {
        asked.getOperation().getOutput().setBucket(BUCKET);
        asked.getOperation().getOutput().setRegion(REGION);
        asked.getOperation().getOutput().setObject(object);
    }

    private static FileProcessJobDetail run(COSClient client, FileProcessRequest asked) throws Exception {
        FileProcessJobDetail made = client.createFileProcessJob(asked).getJobDetail();
        id("job", made.getJobId(), 'f');
        id("queue", made.getQueueId(), 'p');
        equal("state", made.getState(), "Submitted");
        FileProcessRequest one = new FileProcessRequest();
        one.setBucketName(BUCKET);
        one.setJobId(made.getJobId());
        FileProcessJobDetail done = until(
            () -> client.describeFileProcessJob(one).getJobDetail(), now -> now.getState().matches("Success|Failed"));
        equal("message " + done.getMessage() + ", state", done.getState(), "Success");
        equal("tag", done.getTag(), asked.getTag().toString());
        return done;
    }
}
