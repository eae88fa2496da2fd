package io.vigil.media.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers as JPEG, PNG and MP4 write them: the highest byte first. */
public final class Bytes {

    private static final VarHandle INT16 = big(short[].class);
    private static final VarHandle INT32 = big(int[].class);
    private static final VarHandle INT64 = big(long[].class);

    private Bytes() {
    }

    public static int int16(byte[] bytes, int at) {
        return Short.toUnsignedInt((short) INT16.get(bytes, at));
    }

    public static int int32(byte[] bytes, int at) {
        return (int) INT32.get(bytes, at);
    }

    public static long int64(byte[] bytes, int at) {
        return (long) INT64.get(bytes, at);
    }

    private static VarHandle big(Class<?> view) {
        return MethodHandles.byteArrayViewVarHandle(view, ByteOrder.BIG_ENDIAN);
    }
}
