package clients;

import com.qcloud.cos.COSClient;
import com.qcloud.cos.ClientConfig;
import com.qcloud.cos.auth.BasicCOSCredentials;
import com.qcloud.cos.auth.COSCredentials;
import com.qcloud.cos.region.Region;
import java.net.InetSocketAddress;
import java.net.Proxy;

/** What a user of the SDK sets, from the environment: the key, the region, the bucket, and the service as the proxy. */
public final class Account {
    static final String BUCKET = System.getenv("COS_BUCKET");
    static final String REGION = System.getenv("COS_REGION");

    private static final InetSocketAddress PROXY =
        new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("COS_PROXY_PORT")));

    private Account() {}

    public static COSCredentials credentials() {
        return new BasicCOSCredentials(System.getenv("COS_SECRET_ID"), System.getenv("COS_SECRET_KEY"));
    }

    public static ClientConfig settings(Region region) {
        ClientConfig settings = new ClientConfig(region);
        settings.setHttpProxyIp(PROXY.getHostString());
        settings.setHttpProxyPort(PROXY.getPort());
        return settings;
    }

    static Proxy proxy() {
        return new Proxy(Proxy.Type.HTTP, PROXY);
    }

    static COSClient client() {
        return new COSClient(credentials(), settings(new Region(REGION)));
    }
}
