package org.ccache.bench.page;

import java.awt.Color;

/** Colours of a map: a slab's by its class, around the colour wheel; the rest is grey, blue or white. */
final class MapColours {
    static final Color LARGE = new Color(0x34, 0x49, 0x5E);
    static final Color DIRTY = new Color(0xC9, 0xB8, 0xA0);
    static final Color CLEAN = Color.WHITE;
    static final Color GRID = new Color(0xB0, 0xB0, 0xB0);
    static final Color TEXT = Color.BLACK;
    private static final float SATURATION = 0.75f;
    private static final float BRIGHTNESS = 0.85f;

    /** Turns between neighbouring classes: the golden section, so that neighbours look different. */
    private static final float TURN = 0.618034f;

    /** Share of white in the part of a slab that is not out. */
    private static final double PALE = 0.8;

    private MapColours() {}

    static Color ofClass(int sizeClass) {
        return Color.getHSBColor(sizeClass * TURN, SATURATION, BRIGHTNESS);
    }

    /** For the free part of a slab of that colour. */
    static Color pale(Color colour) {
        return new Color(
                towardsWhite(colour.getRed()), towardsWhite(colour.getGreen()), towardsWhite(colour.getBlue()));
    }

    private static int towardsWhite(int channel) {
        return (int) Math.round(channel + (255 - channel) * PALE);
    }
}
