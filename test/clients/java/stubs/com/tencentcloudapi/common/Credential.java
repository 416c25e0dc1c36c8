package com.tencentcloudapi.common;

public class Credential {
    public Credential(String secretId, String secretKey) {}
}
