package io.implatform.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.implatform.core.logic.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The schema of the JSON form is one, is about every verb, and tells wrong objects from right ones. */
final class JsonSchemaTest {
    private static final String META = "https://json-schema.org/draft/2020-12/schema";

    @Test
    void itIsASchemaOfItsDialect() {
        JsonNode document = Schema.document();
        assertThat(document.path("$schema").asString()).isEqualTo(META);
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(SchemaLocation.of(META))
                        .validate(document))
                .isEmpty();
    }

    @Test
    void everyReferenceIsToADefinition() {
        JsonNode document = Schema.document();
        List<String> references = new ArrayList<>();
        collect(document, references);
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(
                        reference -> assertThat(document.path("$defs").has(reference.substring("#/$defs/".length())))
                                .as(reference)
                                .isTrue());
    }

    private static void collect(JsonNode node, List<String> references) {
        if (node.path("$ref").isString()) {
            references.add(node.path("$ref").asString());
        }
        node.forEach(child -> collect(child, references));
    }

    @Test
    void everyVerbHasItsRequestAndItsOk() {
        JsonNode definitions = Schema.document().path("$defs");
        for (Verb verb : Verb.values()) {
            String type = verb.name().toLowerCase(Locale.ROOT);
            assertThat(definitions.has("request." + type)).as(type).isTrue();
            assertThat(definitions.has("ok." + type)).as(type).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"type\":\"nothing\"}",
                "{\"type\":\"private\",\"to\":\"bob\"}",
                "{\"type\":\"private\",\"to\":7,\"text\":\"x\"}",
                "{\"type\":\"ping\",\"ref\":7}",
                "{\"type\":\"ping\",\"ref\":\"a b\"}",
                "{\"type\":\"ping\",\"more\":1}",
                "{\"type\":\"typing\",\"conversation\":[\"private\"]}",
                "{\"type\":\"typing\",\"conversation\":[\"lobby\",\"x\"]}",
                "{\"type\":\"typing\",\"conversation\":\"lobby\"}",
                "{\"type\":\"read\",\"conversation\":[\"lobby\"],\"seq\":-1}",
                "{\"type\":\"history\",\"conversation\":[\"lobby\"],\"before\":1,\"after\":2}",
                "{\"type\":\"status\",\"state\":\"offline\"}",
                "{\"type\":\"login\",\"user\":\"a\"}",
                "{\"type\":\"login\",\"user\":\"a\",\"password\":\"b\",\"token\":\"c\"}"
            })
    void aWrongRequestIsTold(String line) {
        assertThat(Schema.REQUEST.faults(line)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ok\"}",
                "{\"type\":\"ok\",\"of\":\"message\",\"seq\":1}",
                "{\"type\":\"ok\",\"of\":\"message\",\"seq\":0,\"time\":\"2026-11-22T08:09:10.005Z\"}",
                "{\"type\":\"ok\",\"of\":\"message\",\"seq\":1,\"time\":\"2026-11-22T08:09:10Z\"}",
                "{\"type\":\"ok\",\"of\":\"message\",\"seq\":1,\"time\":\"2026-11-22T08:09:10.005Z\",\"duplicate\":false}",
                "{\"type\":\"ok\",\"of\":\"ping\",\"more\":1}",
                "{\"type\":\"error\",\"code\":\"BUSY\",\"message\":\"x\"}",
                "{\"type\":\"ping\"}"
            })
    void aWrongReplyIsTold(String line) {
        assertThat(Schema.REPLY.faults(line)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ping\",\"ref\":\"7\"}",
                "{\"type\":\"welcome\",\"server\":\"im\"}",
                "{\"type\":\"bye\",\"code\":\"so it is\",\"message\":\"x\"}",
                "{\"type\":\"role\",\"group\":\"dev\",\"user\":\"bob\",\"role\":\"king\"}",
                "{\"type\":\"joined\",\"group\":\"dev\",\"user\":\"b b\"}"
            })
    void aWrongEventIsTold(String line) {
        assertThat(Schema.EVENT.faults(line)).isNotEmpty();
    }
}
