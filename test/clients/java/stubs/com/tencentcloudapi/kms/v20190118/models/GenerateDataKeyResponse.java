package com.tencentcloudapi.kms.v20190118.models;

public class GenerateDataKeyResponse {
    public String getPlaintext() {
        throw new UnsupportedOperationException();
    }

    public String getCiphertextBlob() {
        throw new UnsupportedOperationException();
    }
}
