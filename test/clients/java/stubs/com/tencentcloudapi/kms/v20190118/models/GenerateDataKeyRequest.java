package com.tencentcloudapi.kms.v20190118.models;

public class GenerateDataKeyRequest {
    public void setKeyId(String value) {}

    public void setKeySpec(String value) {}

    public void setEncryptionContext(String value) {}
}
