package io.vigil.delivery.targets;

import java.net.InetAddress;

import io.netty.util.NetUtil;

/**
 * Addresses that begin alike, in CIDR notation (RFC 4632, RFC 4291).
 *
 * @param start an address of the range, 4 or 16 bytes
 * @param bits how many of its bits all have in common
 */
record AddressRange(byte[] start, int bits) {

    /**
     * Reads an address, or one with the number of bits behind a slash.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static AddressRange of(String text) {
        int slash = text.indexOf('/');
        byte[] start = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (start == null) {
            throw new IllegalArgumentException("no address");
        }
        int bits = slash < 0 ? start.length * Byte.SIZE : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > start.length * Byte.SIZE) {
            throw new IllegalArgumentException("no such range");
        }
        return new AddressRange(start, bits);
    }

    boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != start.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 1 << Byte.SIZE - 1 - bit % Byte.SIZE;
            if (((start[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
