package clients;

import static clients.Account.BUCKET;
import static clients.Check.equal;

import com.qcloud.cos.COSClient;
import com.qcloud.cos.http.HttpMethodName;
import com.qcloud.cos.model.GeneratePresignedUrlRequest;
import com.qcloud.cos.model.ResponseHeaderOverrides;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Map;

/** Addresses that whoever has them may use, by Java's own client. */
public final class Presigned {
    private Presigned() {}

    public static void gets(COSClient client) throws Exception {
        client.putObject(BUCKET, "presigned/a b.txt", "text");
        HttpURLConnection asked = open(client.generatePresignedUrl(BUCKET, "presigned/a b.txt", soon()));
        equal("text", text(asked), "text");
    }

    public static void getsUnderAnotherType(COSClient client) throws Exception {
        client.putObject(BUCKET, "presigned/typed", "text");
        GeneratePresignedUrlRequest wanted = new GeneratePresignedUrlRequest(BUCKET, "presigned/typed");
        ResponseHeaderOverrides headers = new ResponseHeaderOverrides();
        headers.setContentType("text/x-other");
        headers.setContentDisposition("attachment; filename=\"a b.txt\"");
        wanted.setResponseHeaders(headers);
        wanted.setExpiration(soon());
        HttpURLConnection asked = open(client.generatePresignedUrl(wanted));
        equal("text", text(asked), "text");
        equal("type", asked.getHeaderField("Content-Type"), "text/x-other");
        equal("name", asked.getHeaderField("Content-Disposition"), "attachment; filename=\"a b.txt\"");
    }

    public static void puts(COSClient client) throws Exception {
        URL address = client.generatePresignedUrl(
            BUCKET, "presigned/put", soon(), HttpMethodName.PUT, Map.of("Content-Type", "text/x-demo"), Map.of());
        HttpURLConnection asked = open(address);
        asked.setRequestMethod("PUT");
        asked.setRequestProperty("Content-Type", "text/x-demo");
        asked.setDoOutput(true);
        try (OutputStream body = asked.getOutputStream()) {
            body.write("text".getBytes(StandardCharsets.UTF_8));
        }
        equal("status", asked.getResponseCode(), 200);
        equal("type", client.getObjectMetadata(BUCKET, "presigned/put").getContentType(), "text/x-demo");
    }

    public static void runsOut(COSClient client) throws Exception {
        Date past = new Date(System.currentTimeMillis() - 3_600_000);
        equal("status", open(client.generatePresignedUrl(BUCKET, "1.txt", past)).getResponseCode(), 403);
    }

    private static Date soon() {
        return new Date(System.currentTimeMillis() + 600_000);
    }

    private static HttpURLConnection open(URL address) throws Exception {
        return (HttpURLConnection) address.openConnection(Account.proxy());
    }

    private static String text(HttpURLConnection asked) throws Exception {
        try (InputStream content = asked.getInputStream()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
