package io.implatform.acceptance;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a server may send in the JSON form, by {@code docs/json-schema.json}. Taken more strictly than it is
 * written: a field that it does not define is a fault.
 */
final class JsonSchema {
    private static final Schema SENT_BY_A_SERVER = read();

    private JsonSchema() {}

    private static Schema read() {
        ObjectNode root = (ObjectNode) JsonMapper.shared()
                .readTree(Path.of(System.getProperty("basedir", ""), "..", "docs", "json-schema.json")
                        .toFile());
        root.put("$id", "https://implatform.io/schema/test/sent-by-a-server");
        ArrayNode sent = root.putArray("anyOf");
        sent.addObject().put("$ref", "#/$defs/reply");
        sent.addObject().put("$ref", "#/$defs/event");
        close(root);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root);
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

    /** Fails if the schema does not allow the line. */
    static void check(String line) {
        List<String> faults = SENT_BY_A_SERVER.validate(JsonMapper.shared().readTree(line)).stream()
                .map(Object::toString)
                .toList();
        if (!faults.isEmpty()) {
            throw new AssertionError("not allowed by docs/json-schema.json: " + line + ": " + faults);
        }
    }
}
