pragma Singleton

import QtQuick

// Every colour, size, space and duration of the screen. Pages and controls hold no literals.
// Sizes are pixels of the reference stage (1080 x 1920 or 1920 x 1080, 102 ppi, read from 60 cm).
QtObject {
    id: theme

    // Set by Main from the application's view-model and the window.
    property bool senior: false
    property bool contrast: false
    property bool landscape: false
    property real stageWidth: 1080
    property real stageHeight: 1920

    // --- colours ------------------------------------------------------------------------------
    readonly property color ground: contrast ? "#000000" : "#F5F2EA"
    readonly property color surface: contrast ? "#000000" : "#FFFFFF"
    readonly property color sunken: contrast ? "#1A1A1A" : "#EDE9DD"
    readonly property color line: contrast ? "#FFFFFF" : "#DCD6C8"
    readonly property color unlit: contrast ? "#333333" : "#DCD6C8"
    readonly property color edge: contrast ? "#FFFFFF" : "#7C8782"
    readonly property color ink: contrast ? "#FFFFFF" : "#1D2B2A"
    readonly property color softInk: contrast ? "#F0F0F0" : "#4F5E5B"
    readonly property color action: contrast ? "#FFDD33" : "#0B6B57"
    readonly property color actionPressed: contrast ? "#FFFFFF" : "#084C3E"
    readonly property color actionText: contrast ? "#000000" : "#FFFFFF"
    readonly property color actionInk: contrast ? "#FFDD33" : "#084C3E"
    readonly property color actionWash: contrast ? "#262200" : "#E3EFEA"
    readonly property color actionWashPressed: contrast ? "#4A4200" : "#CBE2D9"
    readonly property color header: contrast ? "#000000" : "#0B6B57"
    readonly property color headerText: contrast ? "#FFFFFF" : "#FFFFFF"
    readonly property color headerSoftText: contrast ? "#FFFFFF" : "#E3EFEA"
    readonly property color headerPressed: contrast ? "#333333" : "#084C3E"
    readonly property color headerLine: contrast ? "#FFDD33" : "#D9B65B"
    readonly property color attention: contrast ? "#FFDD33" : "#A97B22"
    readonly property color attentionWash: contrast ? "#1F1B00" : "#F6EBD3"
    readonly property color attentionWashPressed: contrast ? "#4A4200" : "#EBD9B0"
    readonly property color attentionLine: contrast ? "#FFDD33" : "#E2CB98"
    readonly property color attentionInk: contrast ? "#FFE88A" : "#5E430B"
    readonly property color alarm: contrast ? "#FF9E94" : "#B8322A"
    readonly property color alarmPressed: contrast ? "#FFFFFF" : "#8E231D"
    readonly property color alarmText: contrast ? "#000000" : "#FFFFFF"
    readonly property color alarmWash: contrast ? "#2A0B08" : "#FBEAE7"
    readonly property color alarmInk: contrast ? "#FFB3AB" : "#9E2821"
    readonly property color veil: contrast ? "#000000" : "#1D2B2A"
    readonly property color hill: contrast ? "#000000" : "#9CC7B8"
    readonly property color furrow: contrast ? "#FFDD33" : "#5FA38F"
    readonly property color focusRing: contrast ? "#00E5FF" : "#1552A8"
    readonly property color paper: "#FFFFFF"
    readonly property color penInk: "#14202E"
    readonly property var pens: ({ "dark": penInk, "red": "#C81E14", "blue": "#1552A8" })
    readonly property int penThin: 6
    readonly property int penThick: 16
    readonly property color penGuide: "#B9C4BF"
    readonly property color penHint: "#5C6B68"

    // Pairs of ink and ground that meet on the screen, for the contrast check of the tests.
    readonly property var pairs: [
        [ink, ground], [ink, surface], [ink, sunken], [softInk, ground], [softInk, surface],
        [softInk, sunken], [actionText, action], [actionText, actionPressed], [actionInk, actionWash],
        [actionInk, actionWashPressed], [actionInk, surface], [ink, actionWash], [action, surface],
        [softInk, actionWash], [headerText, header], [headerSoftText, header], [headerText, headerPressed],
        [attentionInk, attentionWash], [attentionInk, attentionWashPressed], [alarmInk, ground],
        [alarmInk, surface], [alarmInk, alarmWash], [ink, alarmWash], [ink, attentionWash],
        [alarmText, alarm], [alarmText, alarmPressed], [penInk, paper], [actionInk, ground]
    ]

    // --- letters ------------------------------------------------------------------------------
    readonly property string family: "Noto Sans CJK SC"
    readonly property real leading: 1.06
    readonly property real leadingTight: 0.94
    readonly property real leadingLoose: 1.2
    readonly property int small: senior ? 36 : 26
    readonly property int body: senior ? 40 : 30
    readonly property int lead: senior ? 44 : 34
    readonly property int strong: senior ? 46 : 36
    readonly property int heading: senior ? 50 : 42
    readonly property int title: senior ? 64 : 54
    readonly property int display: senior ? 76 : 68
    readonly property int figure: senior ? 72 : 60
    readonly property int poster: senior ? 104 : 96

    // --- spaces -------------------------------------------------------------------------------
    readonly property int hair: 2
    readonly property int line3: 3
    readonly property int line4: 4
    readonly property int space1: 8
    readonly property int space2: 16
    readonly property int space3: 24
    readonly property int space4: 32
    readonly property int space5: 48
    readonly property int space6: 64
    readonly property int space7: 96
    readonly property int margin: landscape ? 64 : 48
    readonly property int gap: 20

    // --- shapes -------------------------------------------------------------------------------
    readonly property int radius: 24
    readonly property int radiusSmall: 16
    readonly property int radiusLarge: 28
    readonly property int target: 88
    readonly property int button: senior ? 136 : (landscape ? 112 : 128)
    readonly property int buttonSmall: senior ? 104 : 88
    readonly property int field: senior ? 128 : 112
    readonly property int key: landscape ? (senior ? 88 : 92) : (senior ? 116 : 124)
    readonly property int headerHeight: landscape ? (senior ? 148 : 120) : (senior ? 176 : 152)
    readonly property int barHeight: landscape ? 112 : (senior ? 160 : 144)
    readonly property int icon: senior ? 64 : 52
    readonly property int iconSmall: senior ? 48 : 40
    readonly property int iconLarge: 96
    readonly property int badge: senior ? 96 : (landscape ? 72 : 84)
    readonly property int badgeLarge: 152
    readonly property int mark: senior ? 52 : 44
    readonly property int markSmall: senior ? 44 : 36
    readonly property int tileLeast: senior ? 400 : 180
    readonly property int tilePacked: 120
    readonly property int tileSigns: 6         // words as long as these stay in one line
    readonly property int tileColumns: landscape ? 4 : 3
    readonly property int tileColumnsMost: landscape ? 8 : 5
    readonly property int choicePicture: senior ? 280 : 220
    readonly property int topicTile: senior ? (landscape ? 240 : 300) : (landscape ? 148 : 180)
    readonly property int drawing: 264
    readonly property int drawingSmall: 212
    readonly property int panelDrawing: landscape ? 320 : 480
    readonly property int panelSign: landscape ? 160 : 200
    readonly property int stroke: 4
    readonly property int keyboardWidth: landscape ? 1500 : 1080
    readonly property int writingSquare: landscape ? 400 : (senior ? 560 : 540)
    readonly property int writingKey: landscape ? 124 : (senior ? 128 : 116)
    readonly property int writingTabs: senior ? 232 : 196
    readonly property int recordKey: senior ? 184 : 168
    readonly property int meter: senior ? 64 : 52
    readonly property int padHeight: landscape ? 400 : 560
    readonly property int photoHeight: landscape ? 400 : (senior ? 460 : 720)
    readonly property int pageHeight: landscape ? 400 : 640
    readonly property int codeSightHeight: landscape ? 360 : (senior ? 380 : 480)
    readonly property int thumbnail: senior ? 132 : 112
    readonly property int padHeightMost: 960
    readonly property int trackHeight: landscape ? 280 : 560
    readonly property int fade: 56
    readonly property int code: landscape ? 240 : 264

    // --- widths of landscape columns -----------------------------------------------------------
    readonly property int readingWidth: 1080
    readonly property int sideWidth: 620
    readonly property int dialogWidth: 920

    // --- tables and pictures -------------------------------------------------------------------
    readonly property int tableColumns: 5
    readonly property int tableLetters: 8
    readonly property real tableHead: 0.36
    readonly property int pictureHeight: landscape ? 320 : 480
    readonly property int pictureSmall: 120
    readonly property int pictureHeightMost: landscape ? 760 : 1280

    // --- choices and motion --------------------------------------------------------------------
    readonly property int choicesAtOnce: senior ? 6 : 12
    readonly property int choicesUnsearched: 20
    readonly property int hitsBesideKeyboard: landscape ? (senior ? 2 : 3) : (senior ? 4 : 6)
    readonly property int scaleSteps: 7             // most steps in a row
    readonly property int scaleStepsWide: 11
    readonly property int quickMs: 600
    readonly property int rowsAtOnce: senior ? 3 : 6
    readonly property int linesAtOnce: senior ? 3 : 5
    readonly property int starsAtMost: 10
    readonly property int lineAtMost: 400        // characters of one line, where the form says nothing
    readonly property int rowsAtMost: 12
    readonly property int ticksAtMost: 21
    readonly property int scrollMs: 160
    readonly property int progressMs: 400
    readonly property int tapGuardMs: 300
    readonly property int lingerMs: 1200     // a code that was read is seen for so long
    readonly property int tapGuardNear: 48
    readonly property int repeatDelayMs: 500
    readonly property int repeatMs: 110
}
