package org.ccache.rseq;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.ccache.rseq.ring.MessageHandler;
import org.ccache.rseq.ring.PerCpuRingBuffer;

/**
 * The ring's methods as {@link HostileSubjects}: what was answered with true is delivered once, what threw at most
 * once.
 */
@SuppressWarnings("UnnecessaryLambda") // made ahead: an act allocates nothing
final class HostileRings {
    private static final int MESSAGES = 1 << 16;
    private static final int CLAIMS = 1 << 12;

    private final Arena arena;

    HostileRings(Arena arena) {
        this.arena = arena;
    }

    private abstract static class OnRing extends HostileSubjects.HostileSubject {
        final PerCpuRingBuffer ring = PerCpuRingBuffer.create(1 << 14);
        final byte[] answer = new byte[MESSAGES]; // of each call: 1 it returned true, 2 it did not return
        final byte[] delivered = new byte[MESSAGES];
        final MessageHandler count = (type, buffer, offset, length) -> delivered[type]++;
        int number;

        OnRing(String name) {
            super(name);
        }

        final void begun() {
            answer[++number] = 2;
        }

        final void ended(boolean put) {
            answer[number] = (byte) (put ? 1 : 0);
        }

        final void readAll() {
            while (ring.read(count, 1000) > 0) {
                // to the end
            }
        }

        @Override
        void check() {
            readAll();
            for (int i = 1; i <= number; i++) {
                HostileSubjects.require(
                        answer[i] == 2 ? delivered[i] <= 1 : delivered[i] == answer[i],
                        "message " + i + ": answer " + answer[i] + ", delivered " + delivered[i]);
            }
            HostileSubjects.require(ring.size() == 0, "size " + ring.size());
            for (int i = 0; i < 500; i++) { // more than a ring holds, so each that is used is emptied
                HostileSubjects.require(ring.offer(1, MemorySegment.NULL, 0, 0), "an offer in peace");
                HostileSubjects.require(ring.read((type, buffer, offset, length) -> {}, 10) == 1, "a read in peace");
            }
            ring.close();
        }
    }

    void addTo(List<HostileSubjects.HostileSubject> all) {
        MemorySegment near = MemorySegment.ofArray(new byte[64]);
        MemorySegment far = arena.allocate(1024);
        all.add(new OnRing("PerCpuRingBuffer.offer(heap)") {
            @Override
            void act() {
                begun();
                ended(ring.offer(number, near));
            }
        });
        all.add(new OnRing("PerCpuRingBuffer.offer(off heap)") {
            @Override
            void act() {
                begun();
                ended(ring.offer(number, far, 0, 64));
            }
        });
        all.add(new OnRing("PerCpuRingBuffer.offer(long)") {
            @Override
            void act() {
                begun();
                ended(ring.offer(number, far));
            }
        });
        all.add(new OnRing("PerCpuRingBuffer.tryClaim, commit, abort") {
            private final long[] open = new long[CLAIMS];
            private int opens;

            @Override
            void act() {
                begun();
                long claim = ring.tryClaim(number, 8);
                if (claim == 0) {
                    ended(false);
                    return;
                }
                if (opens < CLAIMS) {
                    open[opens++] = claim;
                }
                if (number % 3 == 0) {
                    ring.abort(claim);
                    ended(false);
                } else {
                    ring.commit(claim);
                    ended(true);
                }
                opens--;
            }

            @Override
            void check() {
                for (int i = 0; i < opens; i++) {
                    try {
                        ring.abort(open[i]);
                    } catch (IllegalArgumentException e) {
                        // the error came when it was ended already
                    }
                }
                super.check();
            }
        });
        all.add(new OnRing("PerCpuRingBuffer.read") {
            private final boolean full = fill();

            private boolean fill() {
                boolean room = true;
                while (room) {
                    begun();
                    room = ring.offer(number, far, 0, 8);
                    ended(room);
                }
                return true;
            }

            @Override
            void act() {
                ring.read(count, 1);
            }

            @Override
            void check() {
                readAll();
                long missing = 0;
                for (int i = 1; i <= number; i++) {
                    HostileSubjects.require(delivered[i] <= answer[i], "message " + i + " twice");
                    missing += answer[i] - delivered[i];
                }
                HostileSubjects.require(full && missing <= errors, missing + " messages lost, errors " + errors);
                number = 0;
                super.check();
            }
        });
        all.add(new OnRing("PerCpuRingBuffer.size, aborts") {
            @Override
            void act() {
                if (ring.size() != 0 || ring.aborts() < 0 || ring.capacity() != 1 << 14) {
                    throw new AssertionError("of a ring that nobody used");
                }
            }
        });
    }
}
