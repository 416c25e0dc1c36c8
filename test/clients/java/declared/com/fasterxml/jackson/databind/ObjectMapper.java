package com.fasterxml.jackson.databind;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.ser.FilterProvider;
import java.io.IOException;
import java.io.InputStream;

/**
 * What the SDK calls of Jackson's class, with the exceptions that Jackson itself declares: Debian's build adds an IOException to
 * writeValueAsString, which the SDK does not catch. Compiled against, never run.
 */
public class ObjectMapper {
    public native ObjectMapper configure(DeserializationFeature feature, boolean on);

    public native ObjectMapper configure(SerializationFeature feature, boolean on);

    public native ObjectMapper configure(JsonParser.Feature feature, boolean on);

    public native ObjectMapper disable(SerializationFeature feature);

    public native ObjectMapper registerModule(Module module);

    public native ObjectMapper setFilterProvider(FilterProvider filters);

    public native ObjectMapper setPropertyNamingStrategy(PropertyNamingStrategy strategy);

    public native ObjectMapper setSerializationInclusion(JsonInclude.Include inclusion);

    public native JsonNode readTree(String text) throws JsonProcessingException;

    public native JsonNode readTree(InputStream source) throws IOException;

    public native <T> T readValue(String text, Class<T> type) throws JsonProcessingException;

    public native <T> T readValue(InputStream source, Class<T> type) throws IOException;

    public native <T> T treeToValue(TreeNode tree, Class<T> type) throws JsonProcessingException;

    public native String writeValueAsString(Object value) throws JsonProcessingException;

    public native ObjectWriter writer();

    public native ObjectWriter writerWithDefaultPrettyPrinter();
}
