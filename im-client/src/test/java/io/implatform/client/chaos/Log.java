package io.implatform.client.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What was sent, acknowledged and shown, and what is stored in the end. A device is named {@code user/1}.
 * Threads: any.
 */
final class Log {
    /** A message that a device sent; the number counts all that were. */
    record Sent(String device, String in, String text, long number) {}

    /** A message whose future completed. */
    record Acknowledged(String device, String in, long seq, String text) {}

    /** A message that a listener was given; or that the device was logged in again. */
    record Shown(String device, String in, long seq, String text) {
        boolean isReconnect() {
            return in.isEmpty();
        }
    }

    private final List<Sent> sent = new ArrayList<>();
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final Map<String, List<Shown>> shown = new TreeMap<>();
    private final List<String> refused = new ArrayList<>();
    private final Map<String, NavigableMap<Long, String>> stored = new HashMap<>();

    static String userOf(String device) {
        return device.substring(0, device.indexOf('/'));
    }

    synchronized void begins(String device) {
        shown.putIfAbsent(device, new ArrayList<>());
    }

    synchronized void sends(String device, String in, String text) {
        sent.add(new Sent(device, in, text, sent.size()));
    }

    synchronized void acknowledges(String device, String in, long seq, String text) {
        acknowledged.add(new Acknowledged(device, in, seq, text));
    }

    synchronized void refuses(String device, String in, String text, String why) {
        refused.add(device + " " + in + " " + text + ": " + why);
    }

    synchronized void shows(String device, String in, long seq, String text) {
        shown.computeIfAbsent(device, key -> new ArrayList<>()).add(new Shown(device, in, seq, text));
    }

    synchronized void reconnects(String device) {
        shows(device, "", 0, "");
    }

    synchronized void stores(String in, long seq, String text) {
        stored.computeIfAbsent(in, key -> new TreeMap<>()).put(seq, text);
    }

    synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    synchronized List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    synchronized List<String> refused() {
        return List.copyOf(refused);
    }

    synchronized List<String> devices() {
        return List.copyOf(shown.keySet());
    }

    synchronized List<Shown> shownOn(String device) {
        return List.copyOf(shown.getOrDefault(device, List.of()));
    }

    synchronized Map<String, NavigableMap<Long, String>> stored() {
        return Map.copyOf(stored);
    }

    synchronized NavigableMap<Long, String> storedIn(String in) {
        return stored.getOrDefault(in, new TreeMap<>());
    }

    synchronized int reconnects() {
        return (int) shown.values().stream()
                .flatMap(List::stream)
                .filter(Shown::isReconnect)
                .count();
    }
}
