package com.tencentcloudapi.kms.v20190118.models;

public class EncryptResponse {
    public String getCiphertextBlob() {
        throw new UnsupportedOperationException();
    }
}
