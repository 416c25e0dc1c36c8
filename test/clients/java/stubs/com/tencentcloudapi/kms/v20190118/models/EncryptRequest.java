package com.tencentcloudapi.kms.v20190118.models;

public class EncryptRequest {
    public void setKeyId(String value) {}

    public void setPlaintext(String value) {}

    public void setEncryptionContext(String value) {}
}
