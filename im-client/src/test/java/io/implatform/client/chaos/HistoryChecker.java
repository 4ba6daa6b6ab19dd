package io.implatform.client.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;

/**
 * Judges the record of what was sent, acknowledged and shown on each device against what is stored in
 * the end. Texts are unique, and every device is there from the first message on.
 */
final class HistoryChecker {
    /** What can be wrong. */
    enum Fault {
        /** Acknowledged and not stored, or stored and not shown on a device of one who takes part. */
        LOST,
        /** Stored or shown twice. */
        DOUBLED,
        /** Shown out of the order of the numbers, or stored out of the order in which a device sent. */
        REORDERED,
        /** Shown or acknowledged otherwise than it is stored, or stored and never sent. */
        PHANTOM,
        /** Shown to one who does not take part. */
        UNAUTHORISED,
        /** The numbers of a conversation are not 1, 2, 3, … */
        GAP,
        /** After a reconnect a device is shown what it had been shown before. */
        RESUMED_WRONG,
        /** A device is shown what it sent itself. */
        OWN_ECHO,
        /** A message that nothing was wrong with was refused. */
        REFUSED
    }

    /** A finding. */
    record Finding(Fault fault, String what) {}

    /** Who takes part in a conversation, as its canonical name. */
    private final Map<String, Set<String>> members;

    HistoryChecker(Map<String, Set<String>> members) {
        this.members = members;
    }

    List<Finding> check(Log record) {
        List<Finding> findings = new ArrayList<>();
        Map<String, Log.Sent> sent = new HashMap<>();
        record.sent().forEach(one -> sent.put(one.text(), one));
        checkStored(record, sent, findings);
        checkAcknowledged(record, findings);
        for (String device : record.devices()) {
            members.keySet().forEach(in -> checkShown(record, sent, device, in, findings));
        }
        record.refused().forEach(why -> findings.add(new Finding(Fault.REFUSED, why)));
        return findings;
    }

    private void checkStored(Log record, Map<String, Log.Sent> sent, List<Finding> findings) {
        record.stored().forEach((in, messages) -> {
            Set<String> seen = new HashSet<>();
            Map<String, Long> lastOfDevice = new HashMap<>();
            long expected = 1;
            for (Map.Entry<Long, String> message : messages.entrySet()) {
                String text = message.getValue();
                String where = in + " #" + message.getKey() + " " + text;
                if (message.getKey() != expected) {
                    findings.add(new Finding(Fault.GAP, where + " is stored where #" + expected + " should be"));
                    expected = message.getKey();
                }
                expected++;
                if (!seen.add(text)) {
                    findings.add(new Finding(Fault.DOUBLED, where + " is stored twice"));
                    continue;
                }
                Log.Sent origin = sent.get(text);
                if (origin == null || !origin.in().equals(in)) {
                    findings.add(new Finding(Fault.PHANTOM, where + " was never sent there"));
                    continue;
                }
                Long before = lastOfDevice.put(origin.device(), origin.number());
                if (before != null && before > origin.number()) {
                    findings.add(new Finding(Fault.REORDERED, where + " was sent before what is stored before it"));
                }
            }
        });
    }

    private static void checkAcknowledged(Log record, List<Finding> findings) {
        for (Log.Acknowledged ack : record.acknowledged()) {
            String stored = record.storedIn(ack.in()).get(ack.seq());
            if (ack.text().equals(stored)) {
                continue;
            }
            boolean isElsewhere = record.storedIn(ack.in()).containsValue(ack.text());
            findings.add(new Finding(
                    isElsewhere ? Fault.PHANTOM : Fault.LOST,
                    ack + (isElsewhere ? " has another number" : " is not stored")));
        }
    }

    private void checkShown(Log record, Map<String, Log.Sent> sent, String device, String in, List<Finding> findings) {
        String user = Log.userOf(device);
        boolean takesPart = members.getOrDefault(in, Set.of()).contains(user);
        NavigableMap<Long, String> messages = record.storedIn(in);
        Set<Long> had = new HashSet<>();
        long last = 0;
        boolean resumed = false;
        for (Log.Shown shown : record.shownOn(device)) {
            if (shown.isReconnect()) {
                resumed = true;
                continue;
            }
            if (!shown.in().equals(in)) {
                continue;
            }
            String what = device + " was shown " + in + " #" + shown.seq() + " " + shown.text();
            Log.Sent origin = sent.get(shown.text());
            if (!takesPart) {
                findings.add(new Finding(Fault.UNAUTHORISED, what));
            }
            if (!shown.text().equals(messages.get(shown.seq()))) {
                findings.add(new Finding(Fault.PHANTOM, what + ", stored is " + messages.get(shown.seq())));
            }
            if (origin != null && origin.device().equals(device)) {
                findings.add(new Finding(Fault.OWN_ECHO, what));
            }
            if (!had.add(shown.seq())) {
                findings.add(new Finding(resumed ? Fault.RESUMED_WRONG : Fault.DOUBLED, what + " again"));
            } else if (shown.seq() < last) {
                findings.add(new Finding(Fault.REORDERED, what + " after #" + last));
            }
            resumed = false;
            last = Math.max(last, shown.seq());
        }
        record.acknowledged().stream()
                .filter(ack -> ack.device().equals(device) && ack.in().equals(in))
                .forEach(ack -> had.add(ack.seq()));
        if (takesPart) {
            messages.forEach((seq, text) -> {
                if (!had.contains(seq)) {
                    findings.add(new Finding(Fault.LOST, in + " #" + seq + " " + text + " was not shown on " + device));
                }
            });
        }
    }
}
