import QtQuick
import Kiosk
import Kiosk.ViewModels

// Something said instead of written. Value: the name of the recording's file.
Column {
    id: audio

    required property FieldContext context
    readonly property RecorderViewModel recorder: context.vm.recorder as RecorderViewModel
    readonly property var sound: recorder?.state ?? ({})
    readonly property bool kept: context.text !== ""
    readonly property bool listening: sound.ref === context.ref
    readonly property bool playing: sound.heard === context.ref
    readonly property string missing: sound.missing ?? ""
    readonly property string problem: sound.about === context.ref ? sound.problem ?? "" : ""
    readonly property real length: (sound.lengths ?? {})[context.text] ?? 0

    function act(): void {
        if (listening)
            recorder.stop();
        else if (playing)
            recorder.silence();
        else if (kept)
            recorder.hear(context.ref);
        else
            recorder.record(context.ref);
    }

    spacing: Theme.space3

    // One button in one place: record, stop, listen.
    LabelledButton {
        id: key

        readonly property bool red: audio.listening || !audio.kept

        objectName: "sound_" + audio.context.ref
        visible: audio.missing === "" || audio.kept
        width: parent.width
        implicitHeight: Theme.recordKey
        radius: Theme.radiusLarge
        color: red ? (pressed ? Theme.alarmPressed : Theme.alarm) : pressed ? Theme.actionPressed : Theme.action
        ink: red ? Theme.alarmText : Theme.actionText
        icon: audio.listening || audio.playing ? "stop" : audio.kept ? "play" : "microphone"
        size: Theme.heading
        text: audio.listening ? qsTr("I am done") : audio.playing ? qsTr("Stop listening")
            : audio.kept ? qsTr("Listen to it") : qsTr("Touch and speak")
        onActivated: audio.act()
        onActiveFocusChanged: {
            if (activeFocus)
                audio.context.inHand.keep(audio);
        }
    }

    SoundPanel {
        visible: audio.listening || audio.kept || audio.missing === ""
        width: parent.width
        listening: audio.listening
        kept: audio.kept
        seconds: audio.listening ? audio.recorder.seconds : audio.length
        level: audio.listening ? audio.recorder.level : 0
        limit: audio.recorder?.limit ?? 0
    }

    NotePanel {
        readonly property var sentence: Sentences.of(audio.problem !== "" ? audio.problem : audio.kept ? "" : audio.missing)

        visible: title !== ""
        width: parent.width
        icon: "warning"
        title: sentence.title
        text: sentence.advice
    }

    Row {
        visible: audio.kept && !audio.listening
        width: parent.width
        spacing: Theme.gap

        SecondaryButton {
            objectName: "again_" + audio.context.ref
            visible: audio.missing === ""
            width: (parent.width - parent.spacing) / 2
            implicitHeight: Theme.buttonSmall
            icon: "microphone"
            size: Theme.lead
            text: qsTr("Say it again")
            onActivated: {
                key.forceActiveFocus(Qt.OtherFocusReason);  // this one goes while somebody speaks
                audio.recorder.record(audio.context.ref);
            }
        }

        SecondaryButton {
            objectName: "clear_" + audio.context.ref
            width: (parent.width - parent.spacing) / 2
            implicitHeight: Theme.buttonSmall
            icon: "erase"
            size: Theme.lead
            text: qsTr("Take it away")
            onActivated: {
                key.forceActiveFocus(Qt.OtherFocusReason);
                audio.recorder.clear(audio.context.ref);
            }
        }
    }
}
