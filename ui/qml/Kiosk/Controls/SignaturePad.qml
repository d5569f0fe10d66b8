import QtQuick
import Kiosk

// Paper to sign on: keeps the points with time and pressure, draws them as a smooth pen line.
Item {
    id: pad

    property bool inked: false
    property real startedAt: 0
    property string name: qsTr("Place for your signature")
    property bool guided: true              // a line to write on
    property color ink: Theme.penInk
    property int corner: Theme.radiusLarge
    property real broad: 0                  // width of the line; 0 for one that follows the hand
    default property alias under: ground.data

    signal strokeBegun()
    signal pointAdded(real x, real y, int tMs, real pressure)
    signal strokeEnded()

    function clear(): void {
        canvas.wipe();
        inked = false;
        startedAt = 0;
    }

    // Shows strokes that were drawn before: lists of [x, y, tMs, pressure].
    function show(strokes: var): void {
        let last = 0;
        for (const stroke of strokes) {
            stroke.forEach((sample, at) => {
                const x = sample[0] - canvas.x;
                const y = sample[1] - canvas.y;
                const w = 4 + 8 * sample[3];
                if (at === 0)
                    canvas.begin(x, y, w, Theme.penInk);
                else
                    canvas.extend(x, y, w);
                last = Math.max(last, sample[2]);
            });
            canvas.end();
        }
        inked = strokes.length > 0;
        startedAt = inked ? Date.now() - last : 0;
    }

    // Shows strokes of several colours and widths: { points, colour, width }.
    function showAll(strokes: var): void {
        let last = 0;
        for (const stroke of strokes) {
            stroke.points.forEach((sample, at) => {
                const x = sample[0] - canvas.x;
                const y = sample[1] - canvas.y;
                if (at === 0)
                    canvas.begin(x, y, stroke.width, Theme.pens[stroke.colour]);
                else
                    canvas.extend(x, y, stroke.width);
                last = Math.max(last, sample[2]);
            });
            canvas.end();
        }
        inked = strokes.length > 0;
        startedAt = inked ? Date.now() - last : 0;
    }

    implicitHeight: Theme.padHeight
    Accessible.role: Accessible.Canvas
    Accessible.name: name

    Rectangle {
        anchors.fill: parent
        radius: pad.corner
        color: Theme.paper
        border.color: pad.inked ? Theme.action : Theme.edge
        border.width: pad.inked ? Theme.stroke : Theme.line3
    }

    Item {
        id: ground

        anchors.fill: parent
        anchors.margins: Theme.stroke
    }

    Rectangle {
        visible: pad.guided
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.space5
        anchors.bottomMargin: Math.round(parent.height * 0.24)
        height: Theme.line3
        color: Theme.penGuide
    }

    Canvas {
        id: canvas

        // Points of the stroke in hand: the last two, for the curve through their middle.
        property var previous: null
        property var middle: null
        property var waiting: []
        property var drawn: []
        property bool blank: false
        property color ink: Theme.penInk

        // A canvas of another size begins empty: everything is drawn once more.
        function redraw(): void {
            waiting = drawn.concat(waiting);
            drawn = [];
            blank = true;
            requestPaint();
        }

        function wipe(): void {
            waiting = [];
            drawn = [];
            previous = null;
            middle = null;
            blank = true;
            requestPaint();
        }

        function begin(x: real, y: real, width: real, colour: color): void {
            ink = colour;
            previous = { x: x, y: y, w: width };
            middle = previous;
            waiting.push({ fromX: x, fromY: y, x: x, y: y, overX: x, overY: y, w: width, ink: String(ink) });
            requestPaint();
        }

        function extend(x: real, y: real, width: real): void {
            const last = previous;
            const w = last.w + (width - last.w) * 0.35;
            const mid = { x: (last.x + x) / 2, y: (last.y + y) / 2 };
            waiting.push({ fromX: middle.x, fromY: middle.y, overX: last.x, overY: last.y,
                           x: mid.x, y: mid.y, w: w, ink: String(ink) });
            middle = mid;
            previous = { x: x, y: y, w: w };
            requestPaint();
        }

        function end(): void {
            if (previous && middle && (previous.x !== middle.x || previous.y !== middle.y)) {
                waiting.push({ fromX: middle.x, fromY: middle.y, overX: previous.x, overY: previous.y,
                               x: previous.x, y: previous.y, w: previous.w, ink: String(ink) });
                requestPaint();
            }
            previous = null;
            middle = null;
        }

        anchors.fill: parent
        anchors.margins: Theme.stroke
        renderStrategy: Canvas.Immediate
        renderTarget: Canvas.Image
        onCanvasSizeChanged: redraw()
        onPaint: {
            const context = getContext("2d");
            if (blank) {
                context.clearRect(0, 0, width, height);
                blank = false;
            }
            context.lineCap = "round";
            context.lineJoin = "round";
            for (const piece of waiting) {
                context.strokeStyle = piece.ink;
                context.lineWidth = piece.w;
                context.beginPath();
                context.moveTo(piece.fromX, piece.fromY);
                if (piece.fromX === piece.x && piece.fromY === piece.y)
                    context.lineTo(piece.x + 0.1, piece.y);
                else
                    context.quadraticCurveTo(piece.overX, piece.overY, piece.x, piece.y);
                context.stroke();
            }
            drawn.push(...waiting);
            waiting = [];
        }
    }

    MultiPointTouchArea {
        id: glass

        property real lastX: 0
        property real lastY: 0
        property real lastAt: 0

        // Fast is thin, slow is thick; a panel that tells pressure says it better.
        function penWidth(x: real, y: real, now: real, pressure: real): real {
            if (pressure > 0 && pressure < 1)
                return 4 + 8 * pressure;
            const speed = Math.hypot(x - lastX, y - lastY) / Math.max(1, now - lastAt);
            return Math.max(6, 13 - 3 * speed);
        }

        function add(x: real, y: real, pressure: real, first: bool): void {
            const now = Date.now();
            if (pad.startedAt === 0)
                pad.startedAt = now;
            const px = Math.max(0, Math.min(pad.width, x));
            const py = Math.max(0, Math.min(pad.height, y));
            const w = pad.broad > 0 ? pad.broad : first ? 10 : penWidth(px, py, now, pressure);
            lastX = px;
            lastY = py;
            lastAt = now;
            if (first)
                canvas.begin(px - canvas.x, py - canvas.y, w, pad.ink);
            else
                canvas.extend(px - canvas.x, py - canvas.y, w);
            pad.pointAdded(px, py, Math.round(now - pad.startedAt), pressure > 0 && pressure < 1 ? pressure : 0.5);
        }

        anchors.fill: parent
        minimumTouchPoints: 1
        maximumTouchPoints: 1
        mouseEnabled: true
        touchPoints: TouchPoint {
            id: finger
        }
        onPressed: {
            Stage.keysInUse = false;
            pad.inked = true;
            pad.strokeBegun();
            add(finger.x, finger.y, finger.pressure, true);
        }
        onUpdated: add(finger.x, finger.y, finger.pressure, false)
        onReleased: {
            canvas.end();
            pad.strokeEnded();
        }
        onCanceled: {
            canvas.end();
            pad.strokeEnded();
        }
        onGestureStarted: gesture => gesture.grab()
    }
}
