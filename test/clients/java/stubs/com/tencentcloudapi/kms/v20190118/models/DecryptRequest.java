package com.tencentcloudapi.kms.v20190118.models;

public class DecryptRequest {
    public void setCiphertextBlob(String value) {}

    public void setEncryptionContext(String value) {}
}
