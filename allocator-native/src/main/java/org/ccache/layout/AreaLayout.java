package org.ccache.layout;

/**
 * The kernel's {@code struct rseq} (Linux uapi): offsets, in bytes, of the words that are read. {@code sequences.h} in
 * Java words.
 *
 * <pre>
 *   0              4        8          16       20        24       28
 *   +--------------+--------+----------+--------+---------+--------+
 *   | cpu_id_start | cpu_id | rseq_cs  | flags  | node_id | mm_cid |
 *   +--------------+--------+----------+--------+---------+--------+
 * </pre>
 */
public final class AreaLayout {
    public static final int CPU_ID = 4;
    public static final int NODE_ID = 20;
    public static final int MM_CID = 24;

    /** Bytes up to and with {@link #MM_CID}. */
    public static final int MM_CID_END = 28;

    /** Bytes of the fields that were there before node_id and mm_cid were added, and of the struct then. */
    public static final int ORIGINAL_FEATURES = 20;

    public static final int ORIGINAL_SIZE = 32;

    private AreaLayout() {}
}
