import QtQuick
import Kiosk
import Kiosk.ViewModels

// Listening: once more, slower, faster, softer, louder, no more.
Dialog {
    id: dialog

    required property SpeechViewModel voice

    objectName: "speechDialog"
    title: qsTr("Listening")
    icon: "sound"

    Banner {
        width: parent.width
        title: dialog.voice.problem === "" ? "" : Sentences.of(dialog.voice.problem).title
        text: dialog.voice.problem === "" ? "" : Sentences.of(dialog.voice.problem).advice
    }

    SecondaryButton {
        objectName: "speechRepeat"
        visible: dialog.voice.on
        width: parent.width
        text: qsTr("Say it once more")
        icon: "sound"
        onActivated: dialog.voice.repeat()
    }

    Row {
        visible: dialog.voice.on
        width: parent.width
        spacing: Theme.space2

        SecondaryButton {
            objectName: "speechSlower"
            width: (parent.width - parent.spacing) / 2
            text: qsTr("Slower")
            onActivated: dialog.voice.slower()
        }

        SecondaryButton {
            objectName: "speechFaster"
            width: (parent.width - parent.spacing) / 2
            text: qsTr("Faster")
            onActivated: dialog.voice.faster()
        }
    }

    Row {
        visible: dialog.voice.on
        width: parent.width
        spacing: Theme.space2

        SecondaryButton {
            objectName: "speechSofter"
            width: (parent.width - parent.spacing) / 2
            text: qsTr("Softer")
            onActivated: dialog.voice.softer()
        }

        SecondaryButton {
            objectName: "speechLouder"
            width: (parent.width - parent.spacing) / 2
            text: qsTr("Louder")
            onActivated: dialog.voice.louder()
        }
    }

    SecondaryButton {
        objectName: "speechEnd"
        visible: dialog.voice.on
        width: parent.width
        text: qsTr("Stop reading aloud")
        icon: "cross"
        onActivated: dialog.voice.end()
    }

    PrimaryButton {
        objectName: "speechClose"
        width: parent.width
        text: qsTr("Go on")
        focus: true
        onActivated: dialog.voice.close()
    }
}
