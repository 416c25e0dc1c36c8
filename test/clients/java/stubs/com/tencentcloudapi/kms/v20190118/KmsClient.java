package com.tencentcloudapi.kms.v20190118;

import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import com.tencentcloudapi.kms.v20190118.models.DecryptRequest;
import com.tencentcloudapi.kms.v20190118.models.DecryptResponse;
import com.tencentcloudapi.kms.v20190118.models.EncryptRequest;
import com.tencentcloudapi.kms.v20190118.models.EncryptResponse;
import com.tencentcloudapi.kms.v20190118.models.GenerateDataKeyRequest;
import com.tencentcloudapi.kms.v20190118.models.GenerateDataKeyResponse;

/** Stands for the vendor's key service, which the SDK names in its encryption client, so that the SDK compiles. */
public class KmsClient {
    public KmsClient(Credential credential, String region) {}

    public GenerateDataKeyResponse GenerateDataKey(GenerateDataKeyRequest request) throws TencentCloudSDKException {
        throw absent();
    }

    public EncryptResponse Encrypt(EncryptRequest request) throws TencentCloudSDKException {
        throw absent();
    }

    public DecryptResponse Decrypt(DecryptRequest request) throws TencentCloudSDKException {
        throw absent();
    }

    private static TencentCloudSDKException absent() {
        return new TencentCloudSDKException("the vendor's key service is not here");
    }
}
