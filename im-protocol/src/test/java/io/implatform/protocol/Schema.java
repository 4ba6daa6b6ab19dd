package io.implatform.protocol;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code docs/json-schema.json}, taken more strictly than it is written: a field that it does not define is
 * a fault, as what we send ourselves is defined.
 */
final class Schema {
    static final Schema REQUEST = new Schema("request");
    static final Schema REPLY = new Schema("reply");
    static final Schema EVENT = new Schema("event");

    private final com.networknt.schema.Schema schema;

    private Schema(String definition) {
        ObjectNode root = (ObjectNode) document();
        root.remove("anyOf");
        root.put("$id", "https://implatform.io/schema/test/" + definition);
        root.put("$ref", "#/$defs/" + definition);
        close(root);
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root);
    }

    /** The document as it stands. */
    static JsonNode document() {
        return JsonMapper.shared()
                .readTree(Path.of(System.getProperty("basedir", ""), "..", "docs", "json-schema.json")
                        .toFile());
    }

    private static void close(JsonNode node) {
        for (JsonNode child : node) {
            close(child);
        }
        if (node instanceof ObjectNode object
                && object.path("type").asString("").equals("object")) {
            object.put("additionalProperties", false);
        }
    }

    /** What is wrong with a line; empty if nothing is. */
    List<String> faults(String line) {
        return schema.validate(JsonMapper.shared().readTree(line)).stream()
                .map(Object::toString)
                .toList();
    }
}
