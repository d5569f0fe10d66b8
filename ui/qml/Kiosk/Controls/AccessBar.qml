import QtQuick
import Kiosk
import Kiosk.ViewModels

// Always at the bottom: letters, contrast, listening where there is a speaker, language, help.
Rectangle {
    id: bar

    required property AppViewModel app

    implicitHeight: Theme.barHeight
    color: Theme.surface

    Rectangle {
        width: parent.width
        height: Theme.hair
        color: Theme.line
    }

    Row {
        id: row

        readonly property int count: bar.app.canSpeak ? 5 : 4
        readonly property real cell: (width - (count - 1) * spacing) / count

        anchors.fill: parent
        anchors.leftMargin: Theme.landscape ? Theme.margin : Theme.space3
        anchors.rightMargin: anchors.leftMargin
        anchors.topMargin: Theme.space2
        anchors.bottomMargin: Theme.space2
        spacing: Theme.space2

        AccessButton {
            objectName: "barSenior"
            width: row.cell
            height: row.height
            icon: "letters"
            text: qsTr("Large text")
            checked: bar.app.senior
            onActivated: bar.app.toggleSenior()
        }

        AccessButton {
            objectName: "barContrast"
            width: row.cell
            height: row.height
            icon: "contrast"
            text: qsTr("Contrast")
            checked: bar.app.highContrast
            onActivated: bar.app.toggleHighContrast()
        }

        AccessButton {
            objectName: "barSpeech"
            visible: bar.app.canSpeak
            width: row.cell
            height: row.height
            icon: "sound"
            text: qsTr("Listen")
            checked: bar.app.speech
            onActivated: bar.app.toggleSpeech()
        }

        AccessButton {
            objectName: "barLanguage"
            width: row.cell
            height: row.height
            icon: "language"
            // The name of the other language, in that language: who needs it can read it.
            text: bar.app.language === "en" ? "中文" : "English"
            onActivated: bar.app.toggleLanguage()
        }

        AccessButton {
            objectName: "barHelp"
            width: row.cell
            height: row.height
            icon: "hand"
            text: qsTr("Get help")
            urgent: true
            onActivated: bar.app.openHelp()
        }
    }
}
